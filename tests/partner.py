"""A partner's system at the other end of the API.

partner = Partner(outlets=[outlet])
answer = partner.post("/scans/", {"events": [...]})
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from crm.partners.models import PartnerKey
from crm.partners.scopes import Scope
from crm.partners.services.keys import issue_key
from outlets.models import Outlet
from tests import make

ROOT = "/api/v1"


class Partner:
    """By default with every scope at every outlet."""

    def __init__(
        self,
        *,
        scopes: Iterable[str] = tuple(Scope),
        outlets: Iterable[Outlet] = (),
        expires_at: datetime | None = None,
    ) -> None:
        codes = [outlet.code for outlet in outlets]
        self.row, self.key = issue_key(
            "partner", scopes=scopes, outlet_codes=codes, expires_at=expires_at, at=make.NOON
        )
        # Used just now: noting the use is no part of what a call costs.
        PartnerKey.objects.filter(pk=self.row.pk).update(last_used_at=timezone.now())
        self.client = Client(headers={"Authorization": f"Bearer {self.key}"}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(ROOT + path, query)

    def post(self, path: str, body: Any, *, once: str = "") -> HttpResponse:
        headers = {"Idempotency-Key": once} if once else {}
        return self.client.post(ROOT + path, _sent(body), content_type="application/json", headers=headers)

    def patch(self, path: str, body: Any, *, seen: str = "") -> HttpResponse:
        """seen   the ETag that was read"""
        headers = {"If-Match": seen} if seen else {}
        return self.client.patch(ROOT + path, _sent(body), content_type="application/json", headers=headers)


def _sent(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
