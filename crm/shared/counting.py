"""So many times a minute and no more, counted in Valkey; hard limits stand at the proxy.

A process draws permits by the hundredth of what a minute allows, so that it asks Valkey once for many times. What it
has not used when the minute ends is lost: nobody ever gets more than the limit, and less by a hundredth for each
process at most. Limits below 200 are counted one by one.
"""

import logging
import threading
import time
from functools import cache

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

MINUTE = 60
#: The part of a minute's permits that is drawn at once.
PART = 100
logger = logging.getLogger(__name__)


class Permits:
    """What this process has drawn and not yet used, by name and minute."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def take(self, name: str, *, allowed: int, now: float) -> bool:
        """One permit of this minute, drawn with others when none is left."""
        minute = int(now // MINUTE)
        if self._add(name, minute, -1):
            return True
        drawn = _drawn(f"throttle:{name}:{minute}", max(1, allowed // PART), allowed)
        return drawn > 0 and self._add(name, minute, drawn - 1)

    def _add(self, name: str, minute: int, permits: int) -> bool:
        """False, and nothing done, when there are not so many to take away."""
        with self._lock:
            of_minute, left = self._left.get(name, (minute, 0))
            left = permits + (left if of_minute == minute else 0)
            if left >= 0:
                self._left[name] = minute, left
            return left >= 0


PERMITS = Permits()


def within(name: str, *, allowed: int, span: int, now: float | None = None) -> bool:
    """One of so many in this span of seconds, counted one by one; without Valkey nobody is held back.

    name   holds nothing personal: it stands in Valkey for two spans
    """
    turn = int((time.time() if now is None else now) // span)
    return _drawn(f"within:{name}:{turn}", 1, allowed, kept=2 * span) > 0


def answers() -> bool:
    """Whether Valkey is there."""
    try:
        return bool(_valkey().ping())
    except RedisError:
        return False


def until_next_minute(now: float | None = None) -> float:
    """Seconds."""
    return MINUTE - (time.time() if now is None else now) % MINUTE


def _drawn(name: str, wanted: int, allowed: int, *, kept: int = 2 * MINUTE) -> int:
    """So many permits: `wanted`, the last few, or none; without Valkey nobody is held back."""
    try:
        drawn = int(_valkey().incrby(name, wanted))
        if drawn == wanted:
            _valkey().expire(name, kept)
        return min(wanted, allowed - drawn + wanted)
    except RedisError:
        logger.warning("Requests are not counted: Valkey does not answer.")
        return wanted


@cache
def _valkey() -> Redis:
    """A client without Django's cache around it: one round trip a call, by the same time-outs."""
    return Redis.from_url(settings.REDIS_URL, **settings.CACHES["default"]["OPTIONS"])
