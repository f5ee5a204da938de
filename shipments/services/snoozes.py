"""Putting an open duty aside for a while."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from shipments.models import DeliveryRun, DutySnooze
from shipments.rules.snoozes import latest_snooze


def next_due(run: DeliveryRun) -> datetime:
    """The deadline of what is next for this run: the delivery, then the sign entry."""
    return run.clock.sign_due_at if run.delivered_at else run.clock.delivery_due_at


@transaction.atomic
def snooze(run: DeliveryRun, *, until: datetime, reason: str, note: str = "", by: User, at: datetime) -> DutySnooze:
    """Hide this run from what is next until then, a quarter of an hour before its deadline at the latest.

    reason   a DutySnooze.Reason; OTHER asks for a note
    raises   Refused when it is due too soon, or the time is past or too late
    writes   shipments_dutysnooze
    """
    latest = latest_snooze(next_due(run), at=at)
    if latest is None:
        raise Refused(_("This is due within 20 minutes or overdue: do it, or register a problem."), code="due_too_soon")
    if not at < until <= latest:
        clock = timezone.localtime(latest).strftime("%m-%d %H:%M")
        raise Refused(
            _("Choose a time to come, %(clock)s at the latest: a quarter of an hour before the deadline.")
            % {"clock": clock},
            code="snooze_time",
        )
    if reason == DutySnooze.Reason.OTHER and not note.strip():
        raise Refused(_("Write the reason."), code="note_missing")
    wake(run, at=at)
    return DutySnooze.objects.create(
        run=run, outlet_id=run.outlet_id, until=until, reason=reason, note=note.strip(), by=by, at=at
    )


def wake(run: DeliveryRun, *, at: datetime) -> int:
    """End the run's snooze now. Returns how many were ended.

    writes   shipments_dutysnooze
    """
    return DutySnooze.objects.filter(run=run, until__gt=at).update(until=at)
