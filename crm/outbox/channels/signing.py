"""How a gateway of one's own and this side sign for each other: HMAC-SHA256 over time, path and body."""

import hashlib
import hmac

TIME, SIGNATURE = "X-Yike-Time", "X-Yike-Signature"
#: A signed letter that is older, or younger than now, is not taken.
TOLERANCE_SECONDS = 300


def signature(key: str, *, time: int, path: str, body: bytes) -> str:
    return hmac.new(key.encode(), f"{time}\n{path}\n".encode() + body, hashlib.sha256).hexdigest()


def is_signed(key: str, *, time: str, given: str, path: str, body: bytes, now: float) -> bool:
    """time, given: as the headers say; now: seconds since 1970."""
    if not key or not (time.isascii() and time.isdigit() and len(time) < 12):
        return False
    if abs(now - int(time)) > TOLERANCE_SECONDS:
        return False
    expected = signature(key, time=int(time), path=path, body=body)
    return hmac.compare_digest(expected.encode(), given.encode())
