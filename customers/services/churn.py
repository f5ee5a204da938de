"""Customers who are going: found every night, asked, won back or given up."""

import json
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.masking import mask_phones_in
from crm.shared.sentences import kept
from customers.models import ChurnCase, ChurnStep, Competitor, ServiceLevel, Task, Tier
from customers.queries.working_days import count_working, holidays, working_day_after
from customers.rules.churn import LAST_WEEKS, WEEKS
from customers.sql import churn as sql

#: Who works cases: the outlet's head and clerks, and headquarters' customer-relations group.
WINNERS_BACK = frozenset({Role.MANAGER, Role.SERVICE_CLERK, Role.CRG})
#: Whoever has been silent for longer when he is first seen is no news.
WATCHED_FOR = timedelta(days=180)
#: A drop is not told again before the weeks that showed it have passed.
QUIET_FOR = timedelta(weeks=WEEKS)
#: The hour at which a day's work is done.
EVENING = time(18)
OPEN_STATES = (ChurnCase.State.OPEN, ChurnCase.State.CAUSE, ChurnCase.State.MEASURE)


@transaction.atomic
def watch_churn(at: datetime) -> dict[str, int]:
    """The daily sweep: closes what ended, turns risks into losses, opens what is new. Twice changes nothing.

    writes   customers_churncase, customers_churnstep, customers_task
    """
    asked = _asked(at)
    won = _ids(sql.WIN_BACK, asked)
    gone = _ids(sql.GIVE_UP, asked)
    lost = _ids(sql.LOSE, asked)
    opened = _ids(sql.OPEN, asked)
    _note_ends(won, ChurnCase.State.WON_BACK, at=at)
    _note_ends(gone, ChurnCase.State.GONE, at=at)
    _send_for(lost + opened, at=at)
    return {"won_back": len(won), "gone": len(gone), "lost": len(lost), "opened": len(opened)}


def signs(at: datetime) -> dict[int, tuple[str, dict[str, Any]]]:
    """Customer → the sign that it shows today and what the rule saw."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SIGNS, _asked(at))
        return {customer: (sign, json.loads(inputs)) for customer, sign, inputs in cursor.fetchall()}


@transaction.atomic
def note_cause(
    case: ChurnCase, cause: str, *, text: str, competitor: Competitor | None = None, by: User, at: datetime
) -> ChurnCase:
    """Step one: we have asked, apologised, and know why. Said again, the later word counts.

    raises   Refused when the case is closed
    writes   customers_churncase, customers_churnstep
    """
    case = _open(case)
    case.cause, case.competitor = cause, competitor
    if case.state == ChurnCase.State.OPEN:
        case.state = ChurnCase.State.CAUSE
    case.save(update_fields=["cause", "competitor", "state"])
    return _note(case, ChurnCase.State.CAUSE, text=text, by=by, at=at)


@transaction.atomic
def take_measure(case: ChurnCase, *, text: str, by: User, at: datetime) -> ChurnCase:
    """Step two: what is done to keep the customer; the outlet's task is done with it.

    raises   Refused when the case is closed or nobody knows the cause yet
    writes   customers_churncase, customers_churnstep, customers_task
    """
    case = _open(case)
    if not case.cause:
        raise Refused(gettext_lazy("First find out why: a measure answers a cause."), code="cause_unknown")
    case.state = ChurnCase.State.MEASURE
    case.save(update_fields=["state"])
    _end_tasks([case.pk], at=at, by=by, result=text)
    return _note(case, ChurnCase.State.MEASURE, text=text, by=by, at=at)


@transaction.atomic
def give_up(case: ChurnCase, *, text: str, by: User, at: datetime) -> ChurnCase:
    """Step three by hand: nothing more can be done. That a customer is won back, its shipments say alone.

    raises   Refused when the case is closed or nobody knows the cause yet
    writes   customers_churncase, customers_churnstep, customers_task
    """
    case = _open(case)
    if not case.cause:
        raise Refused(gettext_lazy("Say why the customer went before you give it up."), code="cause_unknown")
    case.state, case.closed_at = ChurnCase.State.GONE, at
    case.save(update_fields=["state", "closed_at"])
    _end_tasks([case.pk], at=at, by=by, result=text)
    return _note(case, ChurnCase.State.GONE, text=text, by=by, at=at)


def _open(case: ChurnCase) -> ChurnCase:
    locked = ChurnCase.objects.select_for_update().get(pk=case.pk)
    if locked.closed_at is not None:
        raise Refused(gettext_lazy("This case is closed already; its page says how it ended."), code="case_closed")
    return locked


def _note(case: ChurnCase, state: str, *, text: str, by: User, at: datetime) -> ChurnCase:
    ChurnStep.objects.create(
        case=case, outlet_id=case.outlet_id, state=state, text=mask_phones_in(text.strip()), at=at, by=by
    )
    return case


def _asked(at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    monday = today - timedelta(days=today.weekday())
    weeks, last_weeks = (monday - timedelta(weeks=count) for count in (WEEKS, LAST_WEEKS))
    return {
        "at": at,
        "today": today,
        "zone": settings.TIME_ZONE,
        "monday": monday,
        "weeks": weeks,
        "last_weeks": last_weeks,
        "weeks_days": max(1, count_working(weeks, monday)),
        "last_days": count_working(last_weeks, monday),
        "holidays": holidays(today - WATCHED_FOR, today),
        "watched_since": today - WATCHED_FOR,
        "quiet_since": at - QUIET_FOR,
        "dues": json.dumps({tier: due.isoformat() for tier, due in _dues(today).items()}),
    }


def _dues(today: date) -> dict[str, datetime]:
    """Until when a lost customer of a tier is called; a tier without such a promise stands on the list."""
    days = ServiceLevel.objects.exclude(win_back_days=None).values_list("tier", "win_back_days")
    return {
        tier: timezone.make_aware(datetime.combine(working_day_after(today, days=count), EVENING))
        for tier, count in days
    }


def _ids(statement: str, asked: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [row[0] for row in cursor.fetchall()]


def _note_ends(cases: Collection[int], state: str, *, at: datetime) -> None:
    rows = ChurnCase.objects.filter(pk__in=cases).values_list("pk", "outlet")
    ChurnStep.objects.bulk_create(
        [ChurnStep(case_id=pk, outlet_id=outlet, state=state, text="", at=at) for pk, outlet in rows], batch_size=2000
    )
    again, gone = gettext_noop("Ships again."), gettext_noop("Not won back in time.")
    _end_tasks(cases, at=at, by=None, result=kept(again if state == ChurnCase.State.WON_BACK else gone))


def _end_tasks(cases: Collection[int], *, at: datetime, by: User | None, result: str) -> None:
    keys = [_key(case, place) for case in cases for place in ("outlet", "network")]
    Task.objects.filter(key__in=keys, done_at=None).update(
        done_at=at, done_by=by, result=mask_phones_in(result.strip())
    )


def _send_for(cases: Collection[int], *, at: datetime) -> None:
    """Tasks for the outlets' heads; headquarters read along where an A customer goes."""
    lost = ChurnCase.objects.filter(pk__in=cases).exclude(due_at=None).select_related("customer")
    tasks = []
    for case in lost:
        tasks.append(_task(case, Role.MANAGER, place="outlet", at=at))
        if case.tier == Tier.A:
            tasks.append(_task(case, Role.CRG, place="network", at=at))
    Task.objects.bulk_create(tasks, batch_size=1000, ignore_conflicts=True)


def _task(case: ChurnCase, role: Role, *, place: str, at: datetime) -> Task:
    title = kept(gettext_noop("Win back: silent for %(days)s days"), days=case.inputs["silent_days"])
    return Task(
        customer_id=case.customer_id,
        outlet_id=case.outlet_id,
        kind=Task.Kind.WIN_BACK,
        title=title,
        url=case.get_absolute_url(),
        role=role,
        due_at=case.due_at,
        opened_at=at,
        key=_key(case.pk, place),
    )


def _key(case: int, place: str) -> str:
    return f"churn:{case}:{place}"
