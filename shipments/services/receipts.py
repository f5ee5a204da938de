"""Return receipts (签回单) from the signature back to the sender: opened, followed by their scans, moved on by hand."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from crm.audit.services.recording import record_act
from outlets.access import Access
from shipments.models import ReturnReceipt
from shipments.services.cods import DELIVERED_WITHIN, Moved
from shipments.services.price_tables import terms_at
from shipments.sql import cods as sql

State = ReturnReceipt.State
#: A paper that is home goes to the sender within a day or two.
HANDED_WITHIN = timedelta(days=2)


def open_receipts(waybill_ids: Iterable[int]) -> None:
    """Begin to follow the return receipts of these waybills.

    writes   shipments_returnreceipt
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.OPEN_RECEIPTS, {"waybills": list(waybill_ids), "delivered_within": DELIVERED_WITHIN})


@transaction.atomic
def follow_receipts(at: datetime) -> int:
    """Let the scans speak: signed with the shipment, home by its own scans. Safe to run twice.

    writes   shipments_returnreceipt
    """
    terms = terms_at(at)
    given = {
        "delivered_within": DELIVERED_WITHIN,
        "back_within": timedelta(days=terms.receipt_days),
        "handed_within": HANDED_WITHIN,
    }
    with connection.cursor() as cursor:
        moved = 0
        for statement in (sql.UNSIGN_RECEIPT, sql.SIGN_RECEIPT, sql.RECEIPT_IS_BACK, sql.CANCEL_RECEIPT):
            cursor.execute(statement, given)
            moved += cursor.rowcount
    return moved


def take_in(ids: list[int], *, by: Any, access: Access, at: datetime) -> Moved:
    """The paper is back at the origin though no scan says so.

    writes   shipments_returnreceipt, audit_auditentry
    """
    rows = _at_origin(ids, access).filter(state=State.SIGNED)
    return _move(
        ids, rows, "receipt.take_in", by=by, at=at, state=State.BACK, back_at=at, next_due_at=at + HANDED_WITHIN
    )


def hand_over(ids: list[int], *, by: Any, access: Access, at: datetime) -> Moved:
    """The sender has the signed paper. writes as `take_in`."""
    rows = _at_origin(ids, access).filter(Q(state=State.BACK) | Q(state=State.SIGNED))
    return _move(
        ids, rows, "receipt.hand_over", by=by, at=at, state=State.HANDED, handed_at=at, open=False, next_due_at=at
    )


def _at_origin(ids: list[int], access: Access) -> QuerySet[ReturnReceipt]:
    rows = ReturnReceipt.objects.filter(pk__in=ids, open=True)
    return rows if access.network else rows.filter(origin_id__in=access.outlet_ids)


@transaction.atomic
def _move(ids: list[int], rows: QuerySet[ReturnReceipt], action: str, *, by: Any, at: datetime, **change: Any) -> Moved:
    chosen = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    done = ReturnReceipt.objects.filter(pk__in=chosen).update(by=by, **change)
    if done:
        numbers = ReturnReceipt.objects.filter(pk__in=chosen).values_list("piece__number", flat=True)
        detail = {"receipts": sorted(numbers)}
        record_act(action, f"shipments.returnreceipt:{done}", by=by, at=at, detail=detail)
    return Moved(done, len(set(ids)) - done)
