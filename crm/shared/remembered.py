"""What somebody typed, kept aside for some hours under a short key, so that no address holds it.

Names and telephones stand in no URL: a page is asked for with the key instead. Each person has keys of their own.
"""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOURS = 12
SALT = "crm.shared.remembered"


def remember(text: str, *, user: object) -> str:
    """The key under which `recall` answers this text; the same one for the same text."""
    key = salted_hmac(SALT, f"{_id(user)} {text}").hexdigest()[:20]
    cache.set(_name(user, key), text, HOURS * 3600)
    return key


def recall(key: str, *, user: object) -> str:
    """Empty when it is forgotten, or somebody else's."""
    return str(cache.get(_name(user, key), "")) if key.isalnum() and len(key) == 20 else ""


def _name(user: object, key: str) -> str:
    return f"remembered:{_id(user)}:{key}"


def _id(user: object) -> object:
    return getattr(user, "pk", "")
