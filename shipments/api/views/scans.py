from dataclasses import asdict, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_views import Endpoint
from outlets.access import access_of
from shipments.api.scan_batch import MOST_EVENTS, read_batch, read_plain
from shipments.api.shapes import ReceiptShape, ScanBatchBody
from shipments.services.scans import Receipt, record_columns, record_scans

EXAMPLE = OpenApiExample(
    "An arrival",
    request_only=True,
    value={
        "events": [
            {
                "event_id": "0192f3a4-5b6c-7d8e-9f00-112233445566",
                "kind": "arrival",
                "piece": "300057900556",
                "outlet": "GZ001",
                "occurred_at": "2026-11-24T08:41:07+08:00",
                "trip_no": "GZ001-20261124-1",
            }
        ]
    },
)


class ScanUpload(Endpoint):
    """Events are judged one by one: whatever is wrong with one is answered in `rejected`, the others are kept."""

    scopes = {"POST": Scope.SCANS_WRITE}

    @extend_schema(
        operation_id="scans_upload",
        summary="Upload scan events",
        request=ScanBatchBody,
        responses=ReceiptShape,
        examples=[EXAMPLE],
    )
    @once
    def post(self, request: Request) -> Response:
        events = _events(request.data)
        who = {"source": request.user.source, "access": access_of(request.user), "at": timezone.now()}
        plain = read_plain(events)
        receipt = (plain and record_columns(plain, **who)) or _one_by_one(events, who)
        rejected = [asdict(one) for one in receipt.rejected]
        return Response({"accepted": receipt.accepted, "duplicates": receipt.duplicates, "rejected": rejected})


def _one_by_one(events: list[Any], who: dict[str, Any]) -> Receipt:
    batch = read_batch(events)
    receipt = record_scans(batch.scans, **who)
    late = [replace(one, index=batch.places[one.index]) for one in receipt.rejected]
    return replace(receipt, rejected=sorted(batch.rejected + late, key=lambda one: one.index))


def _events(body: Any) -> list[Any]:
    if type(body) is not dict:
        raise ValidationError([ErrorDetail(_("The body is an object with the list `events`."), "invalid")])
    if unknown := sorted(body.keys() - {"events"}):
        raise ValidationError({unknown[0]: [ErrorDetail(_("There is no such field."), "unknown_field")]})
    events = body.get("events")
    if type(events) is not list or not 1 <= len(events) <= MOST_EVENTS:
        raise ValidationError({"events": [ErrorDetail(_("A list of 1 to 1000 events."), "invalid")]})
    return events
