"""A waybill typed at the counter: numbered, priced, entered, its parties remembered, its money and paper followed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.services.address_book import Contact, remember
from outlets.access import Access
from outlets.models import Outlet
from shipments.models import Piece, Waybill
from shipments.services.number_blocks import draw_number
from shipments.services.quotations import Asked, Priced, price_of
from shipments.services.waybills import NewPiece, NewWaybill, Refusal, enter_waybills


class NotEntered(Refused):
    """`field` is what stands in the way: number, origin, destination, customer, pieces, product."""

    def __init__(self, message: str, *, code: str, field: str) -> None:
        super().__init__(message, code=code)
        self.field = field


@dataclass(frozen=True, slots=True)
class AtCounter:
    """What the clerk typed. `new.number` may be empty: then the outlet's next one is drawn."""

    new: NewWaybill
    origin: Outlet
    destination: Outlet
    subs: int = 0


@transaction.atomic
def enter_at_counter(typed: AtCounter, *, access: Access, by: object, at: datetime) -> Waybill:
    """
    raises   NotEntered
    writes   as `enter_waybills`, shipments_numberblock, customers_addressbookentry, audit_auditentry
    """
    priced = _priced(typed, at=at)
    number = typed.new.number or _drawn(typed.origin, access)
    pieces = tuple(pieces_of(number, subs=typed.subs, receipt=typed.new.return_receipt))
    new = replace(typed.new, number=number, pieces=pieces, **_price_columns(priced))
    created, refused = enter_waybills([new], access=access, at=at)
    if refused:
        raise _not_entered(refused[0])
    waybill = Waybill.objects.get(pk=created[0].pk)
    remember(_parties(waybill), at=at)
    record_act("waybill.enter", f"shipments.waybill:{waybill.number}", by=by, at=at)
    return waybill


def pieces_of(number: str, *, subs: int, receipt: bool) -> list[NewPiece]:
    """The master bears the waybill's number; subs count on from it, the receipt ends in R."""
    pieces = [NewPiece(number, Piece.Kind.MASTER)]
    pieces += [NewPiece(f"{number}{place:03d}", Piece.Kind.SUB) for place in range(1, subs + 1)]
    return pieces + ([NewPiece(f"{number}R", Piece.Kind.RECEIPT)] if receipt else [])


def asked_of(typed: AtCounter) -> Asked:
    new = typed.new
    return Asked(
        product=new.product,
        origin=typed.origin,
        destination=typed.destination,
        weight_kg=new.weight_kg,
        volume_cm3=new.volume_cm3,
        cod_yuan=new.cod_yuan,
        subs=typed.subs,
        return_receipt=new.return_receipt,
    )


def _priced(typed: AtCounter, *, at: datetime) -> Priced | None:
    """A network that has published no prices yet enters waybills without a freight."""
    try:
        return price_of(asked_of(typed), at=at)
    except Refused as refusal:
        if refusal.code == "no_prices":
            return None
        raise NotEntered(str(refusal), code=refusal.code, field="product") from refusal


def _price_columns(priced: Priced | None) -> dict[str, Any]:
    if priced is None:
        return {}
    found = priced.freight
    return {"freight_yuan": found.yuan, "chargeable_kg": found.chargeable_kg, "price_table_id": priced.table.pk}


def _drawn(origin: Outlet, access: Access) -> str:
    if not access.network and origin.pk not in access.outlet_ids:
        raise NotEntered("", code="foreign_outlet", field="origin")
    try:
        return draw_number(origin)
    except Refused as refusal:
        raise NotEntered(str(refusal), code=refusal.code, field="number") from refusal


def _not_entered(refusal: Refusal) -> NotEntered:
    field = "number" if refusal.field == "pieces" else refusal.field
    return NotEntered(refusal.detail, code=refusal.code, field=field)


def _parties(waybill: Waybill) -> list[Contact]:
    """Both go into the sending outlet's book: who receives today is sent to again."""
    sides = (("sender", waybill.customer_id), ("receiver", None))
    return [
        Contact(
            waybill.origin_id,
            getattr(waybill, f"{side}_name"),
            getattr(waybill, f"{side}_phone"),
            getattr(waybill, f"{side}_address"),
            customer_id,
        )
        for side, customer_id in sides
    ]
