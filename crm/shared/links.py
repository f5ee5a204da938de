"""Addresses as strangers need them: whole, in a message."""

from django.conf import settings


def public_link(path: str) -> str:
    """
    path   from `reverse`: begins with "/"
    """
    return f"{settings.PUBLIC_URL}{path}"
