"""Reads of callbacks: who is to be called now, and how well an outlet keeps its rhythm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from customers.models import Callback

CALLBACKS = Callback.objects.select_related("customer", "outlet")
State, Outcome = Callback.State, Callback.Outcome
#: Calls whose end is known; those that were not owed any more do not count.
COUNTED = (State.DONE, State.MISSED)


def due(rows: QuerySet[Callback], today: date) -> QuerySet[Callback]:
    """To be made today or late already; who was put off comes back on that day."""
    rows = rows.filter(state=State.PLANNED, due_on__lte=today)
    return rows.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=today))


def next_due(rows: QuerySet[Callback], today: date, *, after: Callback) -> Callback | None:
    """The next of the list below this one, else its first; None when nobody is left."""
    waiting = due(rows, today).exclude(pk=after.pk).order_by("tier", "due_on", "pk")
    below = (
        Q(tier__gt=after.tier)
        | Q(tier=after.tier, due_on__gt=after.due_on)
        | Q(tier=after.tier, due_on=after.due_on, pk__gt=after.pk)
    )
    return waiting.filter(below).first() or waiting.first()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Calls that fell due in a period: how many were made, reached somebody, and found somebody content."""

    due: int = 0
    made: int = 0
    reached: int = 0
    content: int = 0
    dissatisfied: int = 0
    missed: int = 0


_FIGURES = {
    "due": Count("pk"),
    "made": Count("pk", filter=Q(state=State.DONE)),
    "reached": Count("pk", filter=Q(outcome__in=(Outcome.SATISFIED, Outcome.NEUTRAL, Outcome.DISSATISFIED))),
    "content": Count("pk", filter=Q(outcome=Outcome.SATISFIED)),
    "dissatisfied": Count("pk", filter=Q(outcome=Outcome.DISSATISFIED)),
    "missed": Count("pk", filter=Q(state=State.MISSED)),
}


def in_period(rows: QuerySet[Callback], since: date, until: date) -> QuerySet[Callback]:
    """Owed within [since, until]: ended, or late by now."""
    rows = rows.filter(due_on__gte=since, due_on__lte=until)
    return rows.filter(Q(state__in=COUNTED) | Q(state=State.PLANNED, due_on__lt=until))


def coverage(rows: QuerySet[Callback]) -> Coverage:
    return Coverage(**rows.aggregate(**_FIGURES))


def coverage_by(rows: QuerySet[Callback], field: str) -> dict[object, Coverage]:
    """By "outlet" or "tier"."""
    found = rows.order_by().values(field).annotate(**_FIGURES)
    return {row.pop(field): Coverage(**row) for row in found}


def coverage_by_week(rows: QuerySet[Callback], weeks: Sequence[date]) -> list[tuple[date, Coverage]]:
    """
    weeks   Mondays
    """
    found = rows.order_by().annotate(week=TruncWeek("due_on")).values("week").annotate(**_FIGURES)
    told = {row.pop("week"): Coverage(**row) for row in found}
    return [(week, told.get(week, Coverage())) for week in weeks]


def weeks_until(today: date, *, count: int) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]
