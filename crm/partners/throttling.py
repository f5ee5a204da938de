"""So many requests a minute and key, counted in Valkey; hard limits stand at the proxy."""

import logging
import time
from functools import cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

MINUTE = 60
logger = logging.getLogger(__name__)


class PerKeyThrottle(BaseThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        partner = request.user
        if not getattr(partner, "is_authenticated", False):
            return True
        allowed = partner.requests_per_minute or settings.PARTNER_REQUESTS_PER_MINUTE
        self.now = time.time()
        return _counted(f"throttle:{partner.key_id}:{int(self.now // MINUTE)}") <= allowed

    def wait(self) -> float:
        return MINUTE - self.now % MINUTE


@cache
def _valkey() -> Redis:
    """A client without Django's cache around it: one round trip a call, by the same time-outs."""
    return Redis.from_url(settings.REDIS_URL, **settings.CACHES["default"]["OPTIONS"])


def _counted(name: str) -> int:
    """The how-manieth request of this minute; without Valkey nobody is held back."""
    try:
        count = int(_valkey().incr(name))
        if count == 1:
            _valkey().expire(name, 2 * MINUTE)
        return count
    except RedisError:
        logger.warning("Requests are not counted: Valkey does not answer.")
        return 0
