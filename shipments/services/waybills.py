"""Entering waybills: from partners, imports, the demo and replays alike, thousands at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from outlets.access import Access
from outlets.models import Outlet
from shipments.models import Piece, Waybill
from shipments.sql import waybills as sql


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or a receiver."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class NewPiece:
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class NewWaybill:
    """A waybill to enter; numbers cleaned, outlets by code.

    customer     code of the sender in the origin outlet's file, or ""
    pieces       none: one master with the waybill's own number
    entered_at   None: now
    """

    number: str
    product: str
    origin: str
    destination: str
    sender: Party
    receiver: Party
    weight_kg: Decimal
    pieces: tuple[NewPiece, ...] = ()
    customer: str = ""
    volume_cm3: int | None = None
    cod_yuan: Decimal | None = None
    return_receipt: bool = False
    entered_at: datetime | None = None

    def all_pieces(self) -> tuple[NewPiece, ...]:
        return self.pieces or (NewPiece(self.number, Piece.Kind.MASTER),)


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    index   place in what was handed in
    field   what is wrong: number, origin, destination, customer, pieces
    """

    index: int
    number: str
    code: str
    detail: str
    field: str


class Entered(NamedTuple):
    created: list[Waybill]
    refused: list[Refusal]


@dataclass(slots=True)
class _Known:
    """What the database says about one batch; grows as waybills of the batch are let through."""

    access: Access
    outlets: dict[str, int]
    customers: dict[tuple[int, str], int]
    numbers: set[str]
    pieces: set[str]
    fine: list[tuple[int, NewWaybill]] = field(default_factory=list)


def enter_waybills(waybills: Sequence[NewWaybill], *, access: Access, at: datetime) -> Entered:
    """Enter all that can be entered, and say of each other why not.

    access   the origin outlet must lie in it; the destination may be any outlet
    writes   shipments_waybill, shipments_piece
    """
    for attempt in range(3):
        known = _look_up(waybills, access)
        refused = list(_refusals(waybills, known))
        try:
            with transaction.atomic():
                return Entered(_create([new for _index, new in known.fine], known, at=at), refused)
        except IntegrityError:
            # Somebody entered one of these numbers since we looked: look again.
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


def _look_up(waybills: Sequence[NewWaybill], access: Access) -> _Known:
    codes = {code for new in waybills for code in (new.origin, new.destination)}
    outlets = dict(Outlet.objects.filter(code__in=codes).values_list("code", "pk"))
    named = {new.customer for new in waybills if new.customer}
    origins = {outlets[new.origin] for new in waybills if new.customer and new.origin in outlets}
    customers = Customer.objects.filter(outlet__in=origins, code__in=named) if named else Customer.objects.none()
    numbers = [new.number for new in waybills]
    pieces = [piece.number for new in waybills for piece in new.all_pieces()]
    return _Known(
        access=access,
        outlets=outlets,
        customers={(outlet, code): pk for outlet, code, pk in customers.values_list("outlet", "code", "pk")},
        numbers=set(Waybill.objects.filter(number__in=numbers).values_list("number", flat=True)),
        pieces=set(Piece.objects.filter(number__in=pieces).values_list("number", flat=True)),
    )


def _refusals(waybills: Sequence[NewWaybill], known: _Known) -> Iterator[Refusal]:
    for index, new in enumerate(waybills):
        if fault := _fault(new, known):
            code, name = fault
            yield Refusal(index, new.number, code, explain(code), name)
        else:
            known.fine.append((index, new))
            known.numbers.add(new.number)
            known.pieces.update(piece.number for piece in new.all_pieces())


def _fault(new: NewWaybill, known: _Known) -> tuple[str, str] | None:
    """The first thing that stands against this waybill, and the field it is about."""
    origin = known.outlets.get(new.origin)
    if origin is None:
        return "unknown_outlet", "origin"
    if not known.access.network and origin not in known.access.outlet_ids:
        return "foreign_outlet", "origin"
    if new.destination not in known.outlets:
        return "unknown_outlet", "destination"
    if new.customer and (origin, new.customer) not in known.customers:
        return "unknown_customer", "customer"
    if new.number in known.numbers:
        return "number_exists", "number"
    numbers = [piece.number for piece in new.all_pieces()]
    if len(set(numbers)) < len(numbers):
        return "piece_twice", "pieces"
    if sum(piece.kind == Piece.Kind.MASTER for piece in new.all_pieces()) != 1:
        return "one_master", "pieces"
    return ("piece_exists", "pieces") if not known.pieces.isdisjoint(numbers) else None


def explain(code: str) -> str:
    """What to do about a refused waybill, in the reader's language."""
    return {
        "unknown_outlet": _("There is no outlet with this code."),
        "foreign_outlet": _("This outlet is outside what you may write for."),
        "unknown_customer": _("The origin outlet has no customer with this code."),
        "number_exists": _("A waybill with this number exists already."),
        "piece_exists": _("A piece with one of these numbers exists already."),
        "piece_twice": _("Two pieces of this waybill have the same number."),
        "one_master": _("A waybill has exactly one master piece."),
    }[code]


def _create(waybills: Sequence[NewWaybill], known: _Known, *, at: datetime) -> list[Waybill]:
    rows = [_row(new, known, at=at) for new in waybills]
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.ENTER_WAYBILLS, {name: [getattr(row, name) for row in rows] for name in COLUMNS})
        keys = dict(cursor.fetchall())
        for row in rows:
            row.pk, row._state.adding = keys[row.number], False
        pieces = zip(*_pieces(waybills, rows), strict=True)
        cursor.execute(sql.ENTER_PIECES, dict(zip(PIECE_COLUMNS, map(list, pieces), strict=True)))
    return rows


def _row(new: NewWaybill, known: _Known, *, at: datetime) -> Waybill:
    origin = known.outlets[new.origin]
    return Waybill(
        number=new.number,
        product=new.product,
        origin_id=origin,
        destination_id=known.outlets[new.destination],
        customer_id=known.customers[origin, new.customer] if new.customer else None,
        sender_name=new.sender.name,
        sender_phone=new.sender.phone,
        sender_address=new.sender.address,
        receiver_name=new.receiver.name,
        receiver_phone=new.receiver.phone,
        receiver_address=new.receiver.address,
        weight_kg=new.weight_kg,
        volume_cm3=new.volume_cm3,
        cod_yuan=new.cod_yuan,
        return_receipt=new.return_receipt,
        entered_at=new.entered_at or at,
    )


COLUMNS = tuple(field.attname for field in Waybill._meta.concrete_fields if not field.primary_key)
PIECE_COLUMNS = ("number", "kind", "waybill_id", "destination_id")


def _pieces(waybills: Iterable[NewWaybill], rows: Iterable[Waybill]) -> Iterator[tuple[str, str, int, int]]:
    """A return receipt travels back to the origin, everything else to the destination."""
    for new, row in zip(waybills, rows, strict=True):
        for piece in new.all_pieces():
            goal = row.origin_id if piece.kind == Piece.Kind.RECEIPT else row.destination_id
            yield piece.number, str(piece.kind), row.pk, goal
