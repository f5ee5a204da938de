"""How often something happened this minute, counted in Valkey; hard limits stand at the proxy."""

import logging
import time
from functools import cache

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

MINUTE = 60
logger = logging.getLogger(__name__)


def counted_this_minute(name: str, *, now: float) -> int:
    """The how-manieth time of this minute; without Valkey nobody is held back, and the answer is 0."""
    name = f"throttle:{name}:{int(now // MINUTE)}"
    try:
        count = int(_valkey().incr(name))
        if count == 1:
            _valkey().expire(name, 2 * MINUTE)
        return count
    except RedisError:
        logger.warning("Requests are not counted: Valkey does not answer.")
        return 0


def until_next_minute(now: float | None = None) -> float:
    """Seconds."""
    return MINUTE - (time.time() if now is None else now) % MINUTE


@cache
def _valkey() -> Redis:
    """A client without Django's cache around it: one round trip a call, by the same time-outs."""
    return Redis.from_url(settings.REDIS_URL, **settings.CACHES["default"]["OPTIONS"])
