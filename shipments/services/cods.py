"""Cash on delivery from the receiver's hand to the sender's: opened, followed by scans, moved on by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery

from crm.audit.services.recording import record_act
from outlets.access import Access
from shipments.models import CashOnDelivery, Waybill
from shipments.services.price_tables import terms_at
from shipments.sql import cods as sql

State = CashOnDelivery.State
#: A shipment that has not been delivered so long after its entry is asked about.
DELIVERED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many took the step, and how many of those chosen could not: another state, or another's outlet."""

    done: int
    passed_over: int


def open_cods(waybill_ids: Iterable[int]) -> None:
    """Begin to follow the cash on delivery of these waybills, where they have one.

    writes   shipments_cashondelivery
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.OPEN_CODS, {"waybills": list(waybill_ids), "delivered_within": DELIVERED_WITHIN})


@transaction.atomic
def follow_cods(at: datetime) -> int:
    """Let the scans speak: collected at the handing over, taken back with it, off when the shipment is returned.

    Safe to run twice. Returns how many rows took a step.
    writes   shipments_cashondelivery
    """
    terms = terms_at(at)
    given = {"remit_within": timedelta(hours=terms.remit_hours), "delivered_within": DELIVERED_WITHIN}
    with connection.cursor() as cursor:
        moved = 0
        for statement in (sql.UNCOLLECT_COD, sql.COLLECT_COD, sql.CANCEL_COD):
            cursor.execute(statement, given)
            moved += cursor.rowcount
    return moved


def collect(ids: list[int], *, method: str, by: Any, access: Access, at: datetime) -> Moved:
    """The courier or the counter has the money.

    writes   shipments_cashondelivery, audit_auditentry
    """
    terms = terms_at(at)
    due_at = at + timedelta(hours=terms.remit_hours)
    rows = _of_end(ids, "destination", access).filter(state=State.DUE)
    change = {"state": State.COLLECTED, "method": method, "collected_at": at, "remit_due_at": due_at}
    return _move(ids, rows, "cod.collect", by=by, at=at, next_due_at=due_at, **change)


def remit(ids: list[int], *, by: Any, access: Access, at: datetime) -> Moved:
    """The delivering outlet has handed the money in. writes as `collect`."""
    terms = terms_at(at)
    rows = _of_end(ids, "destination", access).filter(state=State.COLLECTED)
    due_at = at + timedelta(days=terms.settle_days)
    return _move(ids, rows, "cod.remit", by=by, at=at, state=State.REMITTED, remitted_at=at, next_due_at=due_at)


def settle(ids: list[int], *, by: Any, access: Access, at: datetime) -> Moved:
    """The sending outlet has paid the sender. writes as `collect`."""
    rows = _of_end(ids, "origin", access).filter(state=State.REMITTED)
    return _move(ids, rows, "cod.settle", by=by, at=at, state=State.SETTLED, settled_at=at, open=False, next_due_at=at)


def step_back(ids: list[int], *, by: Any, access: Access, at: datetime) -> Moved:
    """A step was pressed by mistake; what is paid to the sender stays paid. writes as `collect`."""
    mine = _of_end(ids, "destination", access)
    collected = list(mine.filter(state=State.COLLECTED).values_list("pk", flat=True))
    handed_in = {"state": State.COLLECTED, "remitted_at": None, "next_due_at": F("remit_due_at")}
    entered_at = Waybill.objects.filter(pk=OuterRef("waybill_id")).values("entered_at")
    due_at = ExpressionWrapper(Subquery(entered_at) + DELIVERED_WITHIN, DateTimeField())
    taken = {"state": State.DUE, "method": "", "collected_at": None, "remit_due_at": None, "next_due_at": due_at}
    one = _move(ids, mine.filter(state=State.REMITTED), "cod.step_back", by=by, at=at, **handed_in)
    other = _move(ids, mine.filter(pk__in=collected), "cod.step_back", by=by, at=at, **taken)
    done = one.done + other.done
    return Moved(done, len(set(ids)) - done)


def _of_end(ids: list[int], end: str, access: Access) -> QuerySet[CashOnDelivery]:
    rows = CashOnDelivery.objects.filter(pk__in=ids, open=True)
    return rows if access.network else rows.filter(**{f"{end}_id__in": access.outlet_ids})


@transaction.atomic
def _move(
    ids: list[int], rows: QuerySet[CashOnDelivery], action: str, *, by: Any, at: datetime, **change: Any
) -> Moved:
    """The state is part of the condition: of two who press at once, one takes the step."""
    chosen = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    done = CashOnDelivery.objects.filter(pk__in=chosen).update(by=by, **change)
    if done:
        _note(chosen, action, by=by, at=at)
    return Moved(done, len(set(ids)) - done)


def _note(ids: list[int], action: str, *, by: Any, at: datetime) -> None:
    numbers = CashOnDelivery.objects.filter(pk__in=ids).values_list("waybill__number", flat=True)
    detail = {"waybills": sorted(numbers)}
    record_act(action, f"shipments.cashondelivery:{len(ids)}", by=by, at=at, detail=detail)
