"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

#: A household or an office has so much of the sixth version's addresses to itself.
NETWORK_BITS = 64


def address_of(request: HttpRequest) -> str:
    """The visitor's address, IPv6 to its network.

    Each of our own TRUSTED_PROXIES adds to X-Forwarded-For whom it was asked by; what stands before those the visitor
    may have written.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES and (forwarded := request.headers.get("X-Forwarded-For")):
        told = forwarded.split(",")[-settings.TRUSTED_PROXIES :][0].strip()
    try:
        address = ip_address(told)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> NETWORK_BITS << NETWORK_BITS))
    return str(address)
