"""Calls to customers: kept as they ended, and made again where nobody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from outlets.models import CallScript, Outlet
from outlets.rules.call_script import Result
from shipments.models import Call, CallRetry, Waybill

RETRY_AFTER = timedelta(minutes=30)
RETRY_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call went, as whoever made it says.

    event_id   of the form that was sent: sent twice it is one call
    retry_at   when to call again; nobody answered and none given: in half an hour
    steps      codes of the script's steps that were gone through
    checks     quality control's own call: it does nobody's retry and asks for none
    """

    party: str
    direction: str
    result: str
    note: str = ""
    retry_at: datetime | None = None
    script: CallScript | None = None
    steps: Sequence[str] = ()
    checks: bool = False
    event_id: UUID | None = None

    @property
    def unanswered(self) -> bool:
        return self.result == Result.NO_ANSWER and self.direction == Call.Direction.OUT and not self.checks


@transaction.atomic
def log_call(waybill: Waybill, end: CallEnd, *, outlet: Outlet, by: User, at: datetime) -> Call:
    """Keep a call and what follows from it: it does the retry that waited for it, and no answer asks for another.

    raises     Refused when the time of the next call is past or too far away
    writes     shipments_call, shipments_callretry
    """
    again_at = end.retry_at or (at + RETRY_AFTER if end.unanswered else None)
    if again_at and not at < again_at <= at + RETRY_WITHIN:
        raise Refused(_("Choose a time for the next call within the next 14 days."), code="retry_time")
    # Two clerks at the same shipment wait for each other here, so that one retry is open and no more.
    Waybill.objects.select_for_update().only("pk").get(pk=waybill.pk)
    call, new = Call.objects.get_or_create(
        event_id=end.event_id or uuid4(),
        defaults={
            "waybill": waybill,
            "outlet": outlet,
            "party": end.party,
            "direction": end.direction,
            "result": end.result,
            "note": end.note,
            "script": end.script,
            "steps": list(end.steps),
            "checks": end.checks,
            "called_at": at,
            "by": by,
        },
    )
    if new and not end.checks:
        tries = _done(call) + end.unanswered
        if again_at:
            CallRetry.objects.create(
                call=call, waybill=waybill, outlet=outlet, party=end.party, due_at=again_at, tries=tries
            )
    return call


def _done(call: Call) -> int:
    """End the retry that this call has made. Returns how many calls nobody answered before it."""
    waiting = CallRetry.objects.filter(waybill=call.waybill, outlet=call.outlet, party=call.party, done_at=None)
    tries = waiting.values_list("tries", flat=True).first() or 0
    waiting.update(done_at=call.called_at, done_by=call.by)
    return tries


def drop_retry(retry: CallRetry, *, by: User, at: datetime) -> None:
    """Put a waiting call aside: the matter is settled otherwise.

    raises   Refused when it was done meanwhile
    writes   shipments_callretry
    """
    if not CallRetry.objects.filter(pk=retry.pk, done_at=None).update(done_at=at, done_by=by, dropped=True):
        raise Refused(_("This call was made or put aside already."), code="retry_done")
