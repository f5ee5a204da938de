"""Entering waybills: from partners, imports, the demo and replays alike, thousands at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.shared.bulk import array_literal, text_array
from customers.models import Customer
from customers.queries.phones import files_by_phone
from customers.services.lead_conversion import Sent, first_waybills
from customers.services.volumes import Shipped, note
from outlets.access import Access
from outlets.models import Outlet
from shipments.models import Piece
from shipments.services.cods import open_cods
from shipments.services.receipts import open_receipts
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

    customer     code of the sender in the origin outlet's file; "": whose telephone the sender's is, if one file's
    pieces       none: one master with the waybill's own number
    entered_at   None: now
    freight…     with the table it rests on, as the counter or `waybill_prices.priced` computed it
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
    freight_yuan: Decimal | None = None
    chargeable_kg: Decimal | None = None
    price_table_id: int | None = None

    def all_pieces(self) -> tuple[NewPiece, ...]:
        return self.pieces or (NewPiece(self.number, Piece.Kind.MASTER),)

    def piece_numbers(self) -> tuple[str, ...]:
        return tuple(piece.number for piece in self.pieces) if self.pieces else (self.number,)


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


class EnteredWaybill(NamedTuple):
    pk: int
    number: str


class Entered(NamedTuple):
    """`created` in the order that they were handed in."""

    created: list[EnteredWaybill]
    refused: list[Refusal]


@dataclass(slots=True)
class _Known:
    """What the database says about one batch; grows as waybills of the batch are let through."""

    access: Access
    outlets: dict[str, int]
    customers: dict[tuple[int, str], int]
    phones: dict[tuple[int, str], int]
    numbers: set[str]
    pieces: set[str]
    fine: list[tuple[int, NewWaybill]] = field(default_factory=list)


def enter_waybills(waybills: Sequence[NewWaybill], *, access: Access, at: datetime) -> Entered:
    """Enter all that can be entered, and say of each other why not.

    access   the origin outlet must lie in it; the destination may be any outlet
    writes   shipments_waybill, shipments_piece, shipments_cashondelivery, shipments_returnreceipt,
             customers_volumenote; for the first waybill of a lead as `lead_conversion.win_lead`
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
    return _Known(
        access=access,
        outlets=outlets,
        customers={
            (outlet, code): pk
            for outlet, code, pk in customers.values_list("outlet", "code", Coalesce("merged_into_id", "pk"))
        },
        phones=files_by_phone(
            {(outlets[new.origin], new.sender.phone) for new in waybills if not new.customer and new.origin in outlets}
        ),
        numbers=_taken(sql.KNOWN_WAYBILLS, [new.number for new in waybills]),
        pieces=_taken(sql.KNOWN_PIECES, [number for new in waybills for number in new.piece_numbers()]),
    )


def _taken(statement: str, numbers: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"numbers": text_array(numbers)})
        return {number for (number,) in cursor.fetchall()}


def _refusals(waybills: Sequence[NewWaybill], known: _Known) -> Iterator[Refusal]:
    for index, new in enumerate(waybills):
        if fault := _fault(new, known):
            code, name = fault
            yield Refusal(index, new.number, code, explain(code), name)
        else:
            known.fine.append((index, new))
            known.numbers.add(new.number)
            known.pieces.update(new.piece_numbers())


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
    numbers = new.piece_numbers()
    if len(set(numbers)) < len(numbers):
        return "piece_twice", "pieces"
    if new.pieces and sum(piece.kind == Piece.Kind.MASTER for piece in new.pieces) != 1:
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


def _create(waybills: Sequence[NewWaybill], known: _Known, *, at: datetime) -> list[EnteredWaybill]:
    if not waybills:
        return []
    customers = _customers(waybills, known)
    sent = [_sent(new, customer, known, at=at) for new, customer in zip(waybills, customers, strict=True)]
    if won := first_waybills(sent, at=at):
        known.phones |= won
        customers = _customers(waybills, known)
    with connection.cursor() as cursor:
        cursor.execute(sql.ENTER_WAYBILLS, _columns(waybills, known, customers, at=at))
        keys = dict(cursor.fetchall())
        cursor.execute(sql.ENTER_PIECES, _piece_columns(waybills, known, keys))
    _follow(waybills, keys)
    note(_shipped(waybills, customers, at=at))
    return [EnteredWaybill(keys[new.number], new.number) for new in waybills]


def _follow(waybills: Sequence[NewWaybill], keys: Mapping[str, int]) -> None:
    """What has to come back to the sender is followed from here on."""
    if owed := [keys[new.number] for new in waybills if new.cod_yuan is not None]:
        open_cods(owed)
    if papers := [keys[new.number] for new in waybills if any(p.kind == Piece.Kind.RECEIPT for p in new.pieces)]:
        open_receipts(papers)


def _columns(
    waybills: Sequence[NewWaybill], known: _Known, customers: Sequence[int | None], *, at: datetime
) -> dict[str, str]:
    return {
        "number": text_array([new.number for new in waybills]),
        "product": text_array([new.product for new in waybills]),
        "origin_id": array_literal([known.outlets[new.origin] for new in waybills]),
        "destination_id": array_literal([known.outlets[new.destination] for new in waybills]),
        "customer_id": array_literal(customers),
        **_party_columns("sender", [new.sender for new in waybills]),
        **_party_columns("receiver", [new.receiver for new in waybills]),
        "weight_kg": array_literal([new.weight_kg for new in waybills]),
        "volume_cm3": array_literal([new.volume_cm3 for new in waybills]),
        "cod_yuan": array_literal([new.cod_yuan for new in waybills]),
        "return_receipt": array_literal([new.return_receipt for new in waybills]),
        "entered_at": array_literal([new.entered_at or at for new in waybills]),
        "freight_yuan": array_literal([new.freight_yuan for new in waybills]),
        "chargeable_kg": array_literal([new.chargeable_kg for new in waybills]),
        "price_table_id": array_literal([new.price_table_id for new in waybills]),
    }


def _customers(waybills: Sequence[NewWaybill], known: _Known) -> list[int | None]:
    """Whose each waybill is; no look at each when none is anybody's."""
    if not known.customers and not known.phones:
        return [None] * len(waybills)
    return [_customer(new, known) for new in waybills]


def _customer(new: NewWaybill, known: _Known) -> int | None:
    origin = known.outlets[new.origin]
    return known.customers[origin, new.customer] if new.customer else known.phones.get((origin, new.sender.phone))


def _sent(new: NewWaybill, customer: int | None, known: _Known, *, at: datetime) -> Sent:
    return Sent(new.number, known.outlets[new.origin], new.sender.phone, customer, new.entered_at or at)


def _shipped(waybills: Sequence[NewWaybill], customers: Sequence[int | None], *, at: datetime) -> Iterator[Shipped]:
    for new, customer in zip(waybills, customers, strict=True):
        if customer is not None:
            yield Shipped(customer, timezone.localdate(new.entered_at or at), 1, new.freight_yuan or Decimal(0))


def _party_columns(side: str, parties: Sequence[Party]) -> dict[str, str]:
    return {
        f"{side}_name": text_array([party.name for party in parties]),
        f"{side}_phone": text_array([party.phone for party in parties]),
        f"{side}_address": text_array([party.address for party in parties]),
    }


def _piece_columns(waybills: Sequence[NewWaybill], known: _Known, keys: Mapping[str, int]) -> dict[str, str]:
    """A return receipt travels back to the origin, everything else to the destination."""
    pieces = [(piece, new) for new in waybills for piece in new.all_pieces()]
    goals = [new.origin if piece.kind == Piece.Kind.RECEIPT else new.destination for piece, new in pieces]
    return {
        "number": text_array([piece.number for piece, _new in pieces]),
        "kind": text_array([str(piece.kind) for piece, _new in pieces]),
        "waybill_id": array_literal([keys[new.number] for _piece, new in pieces]),
        "destination_id": array_literal([known.outlets[goal] for goal in goals]),
    }
