"""So many requests a minute and key."""

import time
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from crm.shared.counting import PERMITS, until_next_minute


class PerKeyThrottle(BaseThrottle):
    def allow_request(self, request: Request, view: Any) -> bool:
        partner = request.user
        if not getattr(partner, "is_authenticated", False):
            return True
        allowed = partner.requests_per_minute or settings.PARTNER_REQUESTS_PER_MINUTE
        self.now = time.time()
        return PERMITS.take(f"partner:{partner.prefix}", allowed=allowed, now=self.now)

    def wait(self) -> float:
        return until_next_minute(self.now)
