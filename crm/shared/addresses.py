"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

#: A household or an office has so much of the sixth version's addresses to itself.
NETWORK_BITS = 64


def address_of(request: HttpRequest) -> str:
    """The visitor's address, IPv6 to its network; behind our own proxy what the proxy wrote last."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        told = request.headers.get("X-Forwarded-For", told).rpartition(",")[2].strip()
    try:
        address = ip_address(told)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> NETWORK_BITS << NETWORK_BITS))
    return str(address)
