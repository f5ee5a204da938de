"""Many rows that differ in little: the services make the first, the others are its copies and come in one insert.

    couriers = copies.people(make.user(Role.COURIER, outlet), 300)

Every list begins with the row that was copied, so that lists made for the same number of rows run side by side:
`copied(record, 300, person=couriers.__getitem__)` gives each courier a record.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from crm.accounts.models import User
from outlets.models import Document, Notice
from shipments.models import DeliveryRun, Piece, PieceArrival, Waybill
from shipments.quality.models import Appeal

Row = TypeVar("Row", bound=Model)
Addressed = TypeVar("Addressed", Document, Notice)


def copied(row: Row, times: int, **changed: Callable[[int], Any]) -> list[Row]:
    """The row and its copies, `times` in all; `changed` tells a field's value by the copy's number, from 1."""
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    copies = [type(row)(**{name: getattr(row, name) for name in fields}) for _ in range(1, times)]
    for number, copy in enumerate(copies, start=1):
        for name, value in changed.items():
            setattr(copy, name, value(number))
    made = type(row)._default_manager.bulk_create(copies)
    if made:
        _count(row._meta.db_table)
    return [row, *made]


def _count(table: str) -> None:
    """Vacuumed between two tests a table is known to be empty, and joins with hundreds of rows would take seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def people(person: User, times: int, **changed: Callable[[int], Any]) -> list[User]:
    """A person of one post and the copies, each with the same post; `changed` is about the post."""
    made = copied(person, times, username=lambda n: f"{person.username}-{n}")
    copied(person.memberships.get(), times, user=made.__getitem__, **changed)
    return made


def published(row: Addressed, times: int) -> list[Addressed]:
    """A document or notice and its copies, each with a version in force, for the same outlets."""
    made = copied(row, times, current=lambda _: None)
    versions = copied(row.current, times, **{row._meta.model_name: made.__getitem__})
    for copy, version in zip(made, versions, strict=True):
        copy.current = version
    type(row).objects.bulk_update(made, ["current"])
    for place in row.outlets.through.objects.filter(**{row._meta.model_name: row}):
        copied(place, times, **{row._meta.model_name: made.__getitem__})
    return made


def waybills(waybill: Waybill, times: int) -> list[Waybill]:
    """A waybill and its copies, each with its pieces."""
    made = copied(waybill, times, number=lambda n: f"774{waybill.number[-6:]}{n:03d}")
    for piece in waybill.pieces.all():
        suffix = piece.number.removeprefix(waybill.number)
        copied(piece, times, waybill=made.__getitem__, number=lambda n, end=suffix: made[n].number + end)
    return made


def masters(sent: list[Waybill]) -> list[Piece]:
    """The master of each, side by side with waybills that were made in this order."""
    return list(Piece.objects.filter(waybill__in=sent, kind="master").order_by("waybill_id"))


def runs(run: DeliveryRun, times: int, **changed: Callable[[int], Any]) -> list[DeliveryRun]:
    """A delivery run and its copies, each of a waybill of its own, with the duty to scan its master if that has one."""
    sent = waybills(run.waybill, times)
    pieces = masters(sent)
    for arrival in PieceArrival.objects.filter(piece=pieces[0]):
        copied(arrival, times, piece=pieces.__getitem__, **changed)
    return copied(run, times, waybill=sent.__getitem__, **changed)


def appeals(appeal: Appeal, times: int) -> list[Appeal]:
    """An appeal against the fine of a run and its copies, each against a booked fine of its own."""
    fine, violation = appeal.fine, appeal.fine.violation
    late = runs(violation.run, times)
    found = copied(violation, times, run=late.__getitem__, waybill=lambda n: late[n].waybill)
    fines = copied(fine, times, violation=found.__getitem__)
    for entry in fine.entries.all():
        copied(entry, times, fine=fines.__getitem__)
    return copied(appeal, times, fine=fines.__getitem__)
