from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.idempotency import once
from crm.partners.scopes import Scope
from crm.shared.api_views import Endpoint, one_or_404
from crm.shared.problems import Conflict, Unresolved
from outlets.access import access_of
from shipments.api.shapes import EnteredWaybillShape, NewWaybillBody, ShipmentShape, WaybillShape
from shipments.api.shaping import duty_shape, event_shape, waybill_shape
from shipments.models import Piece, Waybill
from shipments.queries.shipment import duties_of, events_of
from shipments.rules.numbers import clean_number
from shipments.services.waybill_prices import priced
from shipments.services.waybills import NewPiece, NewWaybill, Party, Refusal, enter_waybills

WHOLE = Waybill.objects.select_related("origin", "destination", "customer", "price_table")
POINTERS = {
    "number": "/number",
    "origin": "/origin_outlet",
    "destination": "/destination_outlet",
    "customer": "/sender/customer",
    "pieces": "/pieces",
}


class WaybillCreate(Endpoint):
    queryset = WHOLE
    scopes = {"POST": Scope.WAYBILLS_WRITE}

    @extend_schema(
        operation_id="waybills_create",
        summary="Enter a waybill",
        request=NewWaybillBody,
        responses={201: EnteredWaybillShape},
    )
    @once
    def post(self, request: Request) -> Response:
        at = timezone.now()
        new, unpriced = priced([_new_waybill(self.body(NewWaybillBody))], at=at)
        created, refused = enter_waybills(new, access=access_of(request.user), at=at)
        if refused:
            raise _problem(refused[0])
        waybill = WHOLE.get(pk=created[0].pk)
        told = waybill_shape(waybill, _pieces(waybill)) | {"no_freight": unpriced.get(0)}
        return Response(told, status=201)


class WaybillDetail(Endpoint):
    queryset = WHOLE
    scopes = {"GET": Scope.WAYBILLS_READ}

    @extend_schema(operation_id="waybills_read", summary="One waybill", responses=WaybillShape)
    def get(self, request: Request, number: str) -> Response:
        waybill = one_or_404(self.get_queryset(), number=clean_number(number))
        return Response(waybill_shape(waybill, _pieces(waybill)))


class ShipmentDetail(Endpoint):
    """By the number of the waybill, or of any of its pieces."""

    queryset = WHOLE
    scopes = {"GET": Scope.SHIPMENTS_READ}

    @extend_schema(
        operation_id="shipments_read",
        summary="A waybill with its pieces, events and duties",
        responses=ShipmentShape,
    )
    def get(self, request: Request, number: str) -> Response:
        waybill = _named(self.get_queryset(), clean_number(number))
        return Response(
            {
                **waybill_shape(waybill, _pieces(waybill)),
                "events": [event_shape(event) for event in events_of(waybill)],
                "duties": [duty_shape(duty) for duty in duties_of(waybill, timezone.now())],
            }
        )


def _named(rows: QuerySet[Waybill], number: str) -> Waybill:
    """Two indexed looks; one query over both columns would scan."""
    try:
        return one_or_404(rows, number=number)
    except Http404:
        return one_or_404(rows, pk=one_or_404(Piece.objects.all(), number=number).waybill_id)


def _pieces(waybill: Waybill) -> QuerySet[Piece]:
    return waybill.pieces.select_related("state_outlet")


def _new_waybill(told: dict[str, Any]) -> NewWaybill:
    sender = dict(told["sender"])
    return NewWaybill(
        number=told["number"],
        product=told["product"],
        origin=told["origin_outlet"],
        destination=told["destination_outlet"],
        customer=sender.pop("customer") or "",
        sender=Party(**sender),
        receiver=Party(**told["receiver"]),
        weight_kg=told["weight_kg"],
        pieces=tuple(NewPiece(**piece) for piece in told["pieces"]),
        volume_cm3=told["volume_cm3"],
        cod_yuan=told["cod_yuan"],
        return_receipt=told["return_receipt"],
    )


def _problem(refusal: Refusal) -> Exception:
    pointer = POINTERS[refusal.field]
    if refusal.code in {"unknown_outlet", "foreign_outlet", "unknown_customer"}:
        return Unresolved(pointer, refusal.detail, code=refusal.code)
    if refusal.code in {"number_exists", "piece_exists", "piece_twice"}:
        return Conflict(refusal.detail, refusal.code, pointer=pointer)
    return ValidationError({refusal.field: [ErrorDetail(refusal.detail, refusal.code)]})
