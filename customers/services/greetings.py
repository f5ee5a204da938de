"""Greetings for feasts: drafted a year at a time, drawn up as a list, approved by a second person, sent once.

What is posted is asked again when it is sent: a consent taken back, somebody in mourning, an open complaint
(`greeting_checks`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.audit.services.recording import record_act
from crm.outbox.models import Channel, Message, Template
from crm.outbox.queries import template_in_force
from crm.outbox.services.periods import claim
from crm.outbox.services.stopping import go_on_with_batch, open_batch, stop_batch
from crm.shared.errors import Refused
from crm.shared.sentences import kept
from customers.models import Greeting, GreetingPlan
from customers.queries.greetings import feast_words
from customers.rules.feasts import FEASTS, feasts_of, window
from customers.services.contacts import solar_day
from customers.sql import greetings as sql

#: Who writes plans and starts them, and who may approve one that somebody else has proposed.
EDITORS = NETWORK_EDITORS | {Role.CRG}
APPROVERS = frozenset({Role.CRG, Role.EXECUTIVE, Role.ADMINISTRATOR})
FIELDS = ("tiers", "shipped_since", "sms", "email", "script", "send_from", "send_until")
#: From this month on the plans of the next year are drafted.
DRAFTED_FROM = 11
#: Greetings posted in one transaction.
BATCH = 20_000
#: Why a call was not made.
STOPPED = kept(gettext_noop("The greeting was stopped."))
State = GreetingPlan.State


@transaction.atomic
def draft_year(year: int, *, by: User | None, at: datetime) -> list[GreetingPlan]:
    """A plan for each feast of the year that has none and is not over; each waits for a person.

    writes   customers_greetingplan
    """
    texts = {channel: template_in_force("holiday", channel) for channel in Channel.values}
    zone = timezone.get_default_timezone()
    known = set(GreetingPlan.objects.filter(year=year).values_list("feast", flat=True))
    plans = [
        _draft(feast.code, on, texts, zone, by=by, at=at)
        for feast, on in feasts_of(year, lunar=solar_day)
        if feast.code not in known and window(feast, on, zone)[1] > at
    ]
    GreetingPlan.objects.bulk_create(plans, ignore_conflicts=True)
    return list(GreetingPlan.objects.filter(year=year, feast__in=[plan.feast for plan in plans]).order_by("on"))


def _draft(
    code: str, on: date, texts: Mapping[str, Template | None], zone: Any, *, by: User | None, at: datetime
) -> GreetingPlan:
    send_from, send_until = window(FEASTS[code], on, zone)
    return GreetingPlan(
        feast=code,
        year=on.year,
        on=on,
        sms=texts[Channel.SMS],
        email=texts[Channel.EMAIL],
        script=FEASTS[code].script,
        send_from=send_from,
        send_until=send_until,
        drafted_at=at,
        drafted_by=by,
    )


def left_of(year: int, *, at: datetime) -> bool:
    """Whether a feast of this year can still be greeted."""
    zone = timezone.get_default_timezone()
    return any(window(feast, on, zone)[1] > at for feast, on in feasts_of(year, lunar=solar_day))


@transaction.atomic
def draft_next_plans(at: datetime) -> int:
    """In November the next year's plans, once: what is thrown away afterwards stays away. Returns how many.

    writes   customers_greetingplan, outbox_periodrun
    """
    today = timezone.localdate(at)
    year = today.year + 1
    if today.month < DRAFTED_FROM or not claim("greeting_plans", str(year), at):
        return 0
    return len(draft_year(year, by=None, at=at))


@transaction.atomic
def change_plan(plan: GreetingPlan, told: Mapping[str, Any], *, by: User, at: datetime) -> GreetingPlan:
    """Change a draft. Its list, if it has one, is out of date then and goes.

    told     field of FIELDS → value
    raises   Refused when it is no draft any more
    writes   customers_greetingplan, customers_greeting, audit_auditentry
    """
    plan = _in(plan, State.DRAFT)
    changed = [name for name in FIELDS if name in told and told[name] != getattr(plan, name)]
    for name in changed:
        setattr(plan, name, told[name])
    if changed:
        plan.save(update_fields=changed)
        _forget_list(plan)
        record_act("greeting_plan.change", _subject(plan), by=by, at=at, detail={"fields": changed})
    return plan


@transaction.atomic
def draw_up(plan: GreetingPlan) -> int:
    """The list of a draft, drawn up anew: who is greeted how, who is not and why. Returns how many customers it names.

    raises   Refused when it is no draft any more
    Volume   a million customers in less than a minute, one transaction.
    writes   customers_greeting
    """
    plan = _in(plan, State.DRAFT)
    _forget_list(plan)
    told = {
        "plan": plan.pk,
        "on": plan.on,
        "tiers": list(plan.tiers),
        "shipped_since": plan.shipped_since,
        "sms": plan.sms_id is not None,
        "email": plan.email_id is not None,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.DRAW_UP, told)
        return int(cursor.rowcount)


@transaction.atomic
def propose(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    """
    raises   Refused without a list, without anybody to greet, or when it would be too late
    writes   customers_greetingplan, audit_auditentry
    """
    plan = _in(plan, State.DRAFT)
    _check_time(plan, at)
    greeted = Greeting.objects.filter(plan=plan).exclude(way=Greeting.Way.NONE)
    if not greeted.exists():
        raise Refused(_("Draw up the list first: nobody stands on it to be greeted."), code="no_list")
    if not plan.script.strip() and greeted.filter(way=Greeting.Way.CALL).exists():
        raise Refused(_("Write what is said in a call: some are greeted by telephone."), code="no_script")
    return _move(plan, State.PROPOSED, "propose", by=by, at=at, proposed_by=by)


@transaction.atomic
def take_back(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    """Back to a draft, as long as it is not started.

    writes   customers_greetingplan, audit_auditentry
    """
    plan = _in(plan, State.PROPOSED, State.APPROVED)
    return _move(plan, State.DRAFT, "take_back", by=by, at=at, proposed_by=None, approved_by=None, approved_at=None)


@transaction.atomic
def approve(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    """
    raises   Refused to whoever has proposed it
    writes   customers_greetingplan, audit_auditentry
    """
    plan = _in(plan, State.PROPOSED)
    if plan.proposed_by_id == by.pk:
        raise Refused(_("Another person approves what you have proposed."), code="own_proposal")
    return _move(plan, State.APPROVED, "approve", by=by, at=at, approved_by=by, approved_at=at)


def start(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    """Open the batch and post the first of it; `post_greetings` posts the rest. Pressed twice, it is started once.

    raises   Refused when it is not approved or would be too late
    writes   customers_greetingplan, outbox_batch, outbox_message, customers_task, customers_greeting, audit_auditentry
    """
    started = _start(plan, by=by, at=at)
    _post(started, at, rounds=1)
    return started


@transaction.atomic
def _start(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    plan = _in(plan, State.APPROVED, State.SENDING)
    if plan.state == State.SENDING:
        return plan
    _check_time(plan, at)
    with translation.override(settings.LANGUAGE_CODE):
        name = f"{feast_words(plan.feast)} {plan.year}"
    batch = open_batch(f"holiday:{plan.pk}", name=name, by=by, at=at)
    return _move(plan, State.SENDING, "start", by=by, at=at, batch=batch)


@transaction.atomic
def stop(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    """Nothing more goes out from now on; calls that nobody has made yet are called off.

    raises   Refused when it is not being sent
    writes   customers_greetingplan, outbox_batch, customers_task, audit_auditentry
    """
    plan = _in(plan, State.SENDING)
    if plan.batch.stopped_at is None:
        stop_batch(plan.batch, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(sql.CALL_OFF, {"plan": plan.pk, "at": at, "result": STOPPED})
    return _move(plan, State.STOPPED, "stop", by=by, at=at)


@transaction.atomic
def go_on(plan: GreetingPlan, *, by: User, at: datetime) -> GreetingPlan:
    """
    raises   Refused when it is not stopped, or when it would be too late
    writes   customers_greetingplan, outbox_batch, customers_task, audit_auditentry
    """
    plan = _in(plan, State.STOPPED)
    _check_time(plan, at)
    if plan.batch.stopped_at is not None:
        go_on_with_batch(plan.batch, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(sql.CALL_AGAIN, {"plan": plan.pk, "result": STOPPED})
    return _move(plan, State.SENDING, "go_on", by=by, at=at)


@transaction.atomic
def discard(plan: GreetingPlan, *, by: User, at: datetime) -> None:
    """A feast that is not greeted this year.

    raises   Refused when it is no draft any more
    writes   customers_greetingplan, customers_greeting, audit_auditentry
    """
    plan = _in(plan, State.DRAFT)
    record_act("greeting_plan.discard", _subject(plan), by=by, at=at, detail={"plan": str(plan)})
    _forget_list(plan)
    plan.delete()


def post_greetings(at: datetime) -> int:
    """Post what plans that were started have not posted yet, and end those whose feast is over. Returns how many.

    writes   outbox_message, customers_task, customers_greeting, customers_greetingplan
    """
    posted = 0
    for plan in GreetingPlan.objects.filter(state=State.SENDING).select_related("batch"):
        if plan.send_until > at:
            posted += _post(plan, at)
        elif not _waits(plan):
            GreetingPlan.objects.filter(pk=plan.pk, state=State.SENDING).update(state=State.ENDED)
    return posted


def _post(plan: GreetingPlan, at: datetime, *, rounds: int | None = None) -> int:
    """Messages by channel and calls. rounds: of BATCH rows each and no more; None: all of them."""
    told = {"plan": plan.pk, "batch": plan.batch_id, "due_at": plan.send_from, "expires_at": plan.send_until, "at": at}
    sms = told | {"channel": Channel.SMS, "template": plan.sms_id}
    email = told | {"channel": Channel.EMAIL, "template": plan.email_id}
    title = kept(gettext_noop("Greet by telephone: a feast on %(day)s"), day=plan.on)
    calls = told | {"title": title, "url": "/customers/greetings/calls/", "due_at": plan.send_until}
    written = ((sql.POST_TASKS, calls), (sql.POST_MESSAGES, sms), (sql.POST_MESSAGES, email))
    return sum(_post_all(statement, values, rounds) for statement, values in written)


def _post_all(statement: str, told: Mapping[str, Any], rounds: int | None) -> int:
    posted, after, left = 0, 0, rounds
    while left is None or left > 0:
        some, last = _post_some(statement, {**told, "after": after, "limit": BATCH})
        posted += some
        if some < BATCH:
            break
        after, left = last, None if left is None else left - 1
    return posted


@transaction.atomic
def _post_some(statement: str, told: Mapping[str, Any]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        some, last = cursor.fetchone()
        return int(some), int(last or 0)


def _waits(plan: GreetingPlan) -> bool:
    under_way = (Message.State.PENDING, Message.State.CLAIMED, Message.State.SUBMITTING)
    return Message.objects.filter(batch=plan.batch_id, state__in=under_way).exists()


def _in(plan: GreetingPlan, *states: str) -> GreetingPlan:
    """The plan, held, if it stands in one of these states."""
    locked = GreetingPlan.objects.select_for_update(of=("self",)).select_related("batch").filter(pk=plan.pk).first()
    if locked is None or locked.state not in states:
        words = _("Somebody has changed this plan meanwhile: it is %(state)s now.")
        state = locked.get_state_display() if locked else _("thrown away")
        raise Refused(words % {"state": state}, code="plan_state")
    return locked


def _move(plan: GreetingPlan, state: str, act: str, *, by: User, at: datetime, **fields: Any) -> GreetingPlan:
    for name, value in {"state": state, **fields}.items():
        setattr(plan, name, value)
    plan.save(update_fields=["state", *fields])
    record_act(f"greeting_plan.{act}", _subject(plan), by=by, at=at)
    return plan


def _check_time(plan: GreetingPlan, at: datetime) -> None:
    if plan.send_until <= at:
        raise Refused(_("The time in which it could be sent is over."), code="too_late")


def _forget_list(plan: GreetingPlan) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET, {"plan": plan.pk})


def _subject(plan: GreetingPlan) -> str:
    return f"customers.greetingplan:{plan.pk}"
