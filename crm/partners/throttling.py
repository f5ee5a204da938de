"""So many requests a minute and key, counted in Valkey; hard limits stand at the proxy."""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
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


def _counted(name: str) -> int:
    """The how-manieth request of this minute; without Valkey nobody is held back."""
    try:
        try:
            return int(cache.incr(name))
        except ValueError:
            return 1 if cache.add(name, 1, timeout=2 * MINUTE) else int(cache.incr(name))
    except RedisError:
        logger.warning("Requests are not counted: Valkey does not answer.")
        return 0
