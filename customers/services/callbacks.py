"""Callbacks: planned every night by the tiers' rhythms, made, put off, followed up when a customer is not content."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.masking import mask_phones_in
from crm.shared.sentences import kept
from customers.models import Callback, CallbackAttempt, Consent, Contact, ServiceLevel, Task
from customers.queries.working_days import next_working_days, working_day_after
from customers.rules.callback_plan import (
    LONGEST_SNOOZE,
    MISSED_AFTER,
    MOST_A_DAY,
    MOST_TRIES,
    SENT_WITHIN,
    WINDOW,
    Owed,
    plan,
)
from customers.services.tasks import open_task
from customers.signals import dissatisfied
from customers.sql import callbacks as sql
from outlets.models import CallScript

#: Who calls customers back.
CALLERS = frozenset({Role.MANAGER, Role.SERVICE_CLERK, Role.CRG})
Outcome = Callback.Outcome
#: What a customer who wants no calls refuses from now on.
REFUSED_PURPOSES = (Consent.Purpose.NOTICE, Consent.Purpose.PROMOTION)
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Said:
    """How a call ended."""

    outcome: str
    note: str = ""
    contact: Contact | None = None
    script: CallScript | None = None


@transaction.atomic
def plan_callbacks(at: datetime) -> dict[str, int]:
    """The daily plan: what is owed within the next working days gets its day. Twice changes nothing.

    writes   customers_callback
    """
    today = timezone.localdate(at)
    missed, dropped = _miss(today, at=at), _drop(at)
    days = next_working_days(today, count=WINDOW)
    taken = _taken(days)
    made = [
        Callback(customer_id=pk, outlet_id=outlet, tier=tiers[pk], due_on=day, planned_at=at)
        for outlet, owed in _owed(today, until=days[-1]).items()
        for tiers in ({each.customer_id: each.tier for each in owed},)
        for pk, day in plan(owed, days=days, taken=taken[outlet]).items()
    ]
    Callback.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
    return {"planned": len(made), "missed": missed, "dropped": dropped}


@transaction.atomic
def call_back(callback: Callback, said: Said, *, by: User, at: datetime) -> Callback:
    """One attempt and what follows from it: closed, to be tried again on the next working day, or a task.

    raises   Refused when somebody has closed it meanwhile, or a dissatisfied customer's reason is missing
    writes   customers_callback, customers_callbackattempt, customers_consent, customers_task
    sends    dissatisfied
    """
    callback = _planned(callback)
    if said.outcome == Outcome.DISSATISFIED and not said.note.strip():
        raise Refused(gettext_lazy("Note in a few words what the customer is not content with."), code="note_missing")
    note = mask_phones_in(said.note.strip())
    CallbackAttempt.objects.create(
        callback=callback,
        outlet_id=callback.outlet_id,
        contact=said.contact,
        script=said.script,
        outcome=said.outcome,
        note=note,
        at=at,
        by=by,
    )
    callback.attempts += 1
    if said.outcome == Outcome.UNREACHED and callback.attempts < MOST_TRIES:
        callback.snoozed_until = working_day_after(timezone.localdate(at), days=1)
        callback.save(update_fields=["attempts", "snoozed_until"])
        return callback
    callback.state, callback.outcome, callback.closed_at = Callback.State.DONE, said.outcome, at
    callback.save(update_fields=["attempts", "state", "outcome", "closed_at"])
    if said.outcome == Outcome.REFUSED:
        _refuse_calls(callback, note, by=by, at=at)
    if said.outcome == Outcome.DISSATISFIED:
        _hand_on(callback, note, by=by, at=at)
    return callback


@transaction.atomic
def snooze(callback: Callback, until: date, *, reason: str, at: datetime) -> Callback:
    """Put off to the first working day from then on.

    raises   Refused when it is closed, without a reason, not later than today or too far away
    writes   customers_callback
    """
    callback, today = _planned(callback), timezone.localdate(at)
    if not reason.strip():
        raise Refused(gettext_lazy("Say why the call waits."), code="reason_missing")
    if not today < until <= today + LONGEST_SNOOZE:
        words = gettext_lazy("A call is put off by one to %(most)s days.")
        raise Refused(words % {"most": LONGEST_SNOOZE.days}, code="snooze_out_of_range")
    callback.snoozed_until = working_day_after(until, days=0)
    callback.snooze_reason = mask_phones_in(reason.strip())
    callback.save(update_fields=["snoozed_until", "snooze_reason"])
    return callback


def _planned(callback: Callback) -> Callback:
    locked = Callback.objects.select_for_update(of=("self",)).select_related("customer").get(pk=callback.pk)
    if locked.state != Callback.State.PLANNED:
        raise Refused(gettext_lazy("Somebody has closed this call meanwhile."), code="callback_closed")
    return locked


def _refuse_calls(callback: Callback, note: str, *, by: User, at: datetime) -> None:
    told = {"customer_id": callback.customer_id, "outlet_id": callback.outlet_id, "channel": Consent.Channel.CALL}
    told |= {"given": False, "source": "callback", "proof": note[:200], "at": at, "by": by}
    Consent.objects.bulk_create([Consent(purpose=purpose, **told) for purpose in REFUSED_PURPOSES])


def _hand_on(callback: Callback, note: str, *, by: User, at: datetime) -> None:
    """The outlet's head answers within the time that the tier is promised."""
    level = ServiceLevel.objects.filter(tier=callback.tier).first()
    within = timedelta(minutes=level.response_minutes) if level else timedelta(days=1)
    open_task(
        callback.customer,
        kind=Task.Kind.DISSATISFIED,
        title=kept(gettext_noop("Not content: %(note)s"), limit=200, note=note),
        role=Role.MANAGER,
        due_at=at + within,
        key=f"callback:{callback.pk}",
        by=by,
        at=at,
    )
    dissatisfied.send(Callback, customer=callback.customer, callback=callback, text=note, by=by, at=at)


def _miss(today: date, *, at: datetime) -> int:
    late = Callback.objects.filter(state=Callback.State.PLANNED).alias(on=Coalesce("snoozed_until", "due_on"))
    return late.filter(due_on__lt=today - MISSED_AFTER, on__lt=today - MISSED_AFTER).update(
        state=Callback.State.MISSED, closed_at=at
    )


def _drop(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.DROP, {"at": at})
        return cursor.rowcount


def _owed(today: date, *, until: date) -> dict[int, list[Owed]]:
    """By outlet."""
    asked = {"sent_since": today - SENT_WITHIN, "until": until, "most": WINDOW * MOST_A_DAY, "zone": settings.TIME_ZONE}
    found: dict[int, list[Owed]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql.OWED, asked)
        for outlet, customer, tier, day in cursor.fetchall():
            found[outlet].append(Owed(customer, tier, day))
    return found


def _taken(days: list[date]) -> dict[int, Counter[date]]:
    """Calls that stand planned, by outlet and day; what is late already falls on the first."""
    found: dict[int, Counter[date]] = defaultdict(Counter)
    planned = Callback.objects.filter(state=Callback.State.PLANNED).annotate(on=Coalesce("snoozed_until", "due_on"))
    for outlet, day, count in planned.filter(on__lte=days[-1]).values_list("outlet", "on").annotate(n=Count("pk")):
        found[outlet][max(day, days[0])] += count
    return found
