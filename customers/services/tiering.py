"""Tiers: evaluated once a month for all customers, from thirteen full weeks before it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.calendar.queries import working_days_by_week
from crm.shared.errors import Refused
from customers.models import TierEvaluation
from customers.rules.tiers import UNIT, WINDOW, Thresholds, factors
from customers.services.tier_thresholds import thresholds_on
from customers.sql import tiers as sql

WEEK = timedelta(weeks=1)


def month_of(at: datetime) -> date:
    """The month whose evaluation is due by this instant."""
    return timezone.localdate(at).replace(day=1)


def window_before(day: date) -> tuple[date, date]:
    """Mondays of the first and the last of the thirteen full weeks that ended before this day."""
    last = day - timedelta(days=day.weekday()) - WEEK
    return last - (WINDOW - 1) * WEEK, last


@transaction.atomic
def evaluate(month: date, *, at: datetime) -> TierEvaluation:
    """Evaluate all customers for a month. A month that is evaluated already stays as it is.

    month    its first day
    raises   Refused for a month that has not begun, or one before the last that was evaluated: each builds on the other
    writes   customers_tierevaluation, customers_tierverdict, customers_customertier
    """
    _hold()
    done = TierEvaluation.objects.filter(month=month).first()
    if done is not None:
        return done
    if month.day != 1 or month > timezone.localdate(at):
        raise Refused(_("This month has not begun."), code="month_not_begun")
    if TierEvaluation.objects.filter(month__gt=month).exists():
        raise Refused(_("A later month is evaluated already."), code="later_month_evaluated")
    number, thresholds = thresholds_on(month)
    first, last = window_before(month)
    evaluation = TierEvaluation.objects.create(
        month=month, thresholds=number, data=thresholds.to_data(), first_week=first, last_week=last, at=at
    )
    _judge(evaluation, thresholds)
    return evaluation


def evaluate_due(at: datetime) -> TierEvaluation | None:
    """The month's evaluation, when it is not done yet. None: it is.

    writes   as `evaluate`
    """
    month = month_of(at)
    return None if TierEvaluation.objects.filter(month__gte=month).exists() else evaluate(month, at=at)


def window_parameters(first: date, last: date) -> dict[str, Any]:
    """What `customers.sql.tiers` asks of the window: its weeks' factors, and how many count from each week on."""
    worked = working_days_by_week(first, last)
    counted = factors(worked)
    known = [sum(1 for week in counted if week >= since) for since in worked]
    return {"first": first, "last": last, "factors": [counted.get(week, 0) for week in worked], "known": known}


def threshold_parameters(thresholds: Thresholds) -> dict[str, Any]:
    limits: Mapping[str, Any] = {name: asdict(getattr(thresholds, name)) for name in ("first", "up", "down")}
    named = {f"{name}_{key}": value for name, each in limits.items() for key, value in each.items()}
    return {
        **named,
        "least": thresholds.least * UNIT,
        "weeks": thresholds.weeks,
        "by_value": thresholds.by_value,
    }


def what_if(
    evaluation: TierEvaluation, thresholds: Thresholds, *, limit: int = 50
) -> tuple[Sequence[Any], Sequence[Any]]:
    """What other thresholds would make of an evaluation's customers, from the tiers they have now.

    Returns ((tier now, tier then, customers, parcels, yuan), …) and the largest that would move:
    ((customer, tier now, tier then), …). Two evaluations would have to agree before they do.
    """
    told = {**threshold_parameters(thresholds), "evaluation": evaluation.pk, "limit": limit}
    anew = thresholds.by_value != Thresholds.from_data(evaluation.data).by_value
    with connection.cursor() as cursor:
        cursor.execute(sql.what_if(ranked_anew=anew), told)
        moves = cursor.fetchall()
        cursor.execute(sql.what_if_moved(ranked_anew=anew), told)
        return moves, cursor.fetchall()


def _hold() -> None:
    """One evaluation at a time."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE customers_tierevaluation IN SHARE ROW EXCLUSIVE MODE")


def _judge(evaluation: TierEvaluation, thresholds: Thresholds) -> None:
    told = {
        **window_parameters(evaluation.first_week, evaluation.last_week),
        **threshold_parameters(thresholds),
        "evaluation": evaluation.pk,
        "day": evaluation.month,
    }
    with connection.cursor() as cursor:
        for statement in (sql.KEEP, sql.STAND, sql.NEWCOMERS, sql.COUNT):
            cursor.execute(statement, told)
        evaluation.customers, evaluation.moved = cursor.fetchone()
    evaluation.done_at = evaluation.at
    evaluation.save(update_fields=["customers", "moved", "done_at"])
