"""The month's scores of outlets and their couriers, by the formula in force on the month's last day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shipments.quality.models import Fine, Score
from shipments.quality.rules.performance import Counted, MonthScore, Tally, score
from shipments.quality.sql.performance import COURIERS, OUTLETS
from shipments.rules.performance_formula import Formula, Measure
from shipments.services.clocks import RuleBook

#: A delivery may be done so long after its month.
DONE_LATE = timedelta(days=20)
_WRITTEN = ("edition", "volume", "points", "grade", "vetoed", "ranked", "lines", "computed_at")


@dataclass(frozen=True, slots=True)
class Counting:
    """One kind of scores: its statement, how a row is read, and below how many waybills nobody is ranked."""

    statement: str
    read: Callable[[Sequence[Any]], tuple[int, int | None, Tally]]
    minimum: Callable[[Formula], int]


def score_last_month(at: datetime) -> dict[str, int]:
    """What beat rings in the first days of a month, while appeals still change the month before."""
    return {"scores": score_month(_before(timezone.localdate(at)), at=at)}


@transaction.atomic
def score_month(month: date, *, at: datetime) -> int:
    """Score a month anew. Returns how many outlets and couriers have a score; twice changes nothing but the time.

    month    its first day; over by `at`
    raises   ValueError for a month that is not over; Refused without an edition in force
    writes   quality_score
    """
    following = (month + timedelta(days=31)).replace(day=1)
    if following > timezone.localdate(at):
        raise ValueError(f"{month:%Y-%m} is not over yet")
    since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in (month, following))
    edition_id, edition = RuleBook.read().in_force_at(until - timedelta(seconds=1))
    formula = edition.performance
    asked = {
        "month": month,
        "next": following,
        "since": since,
        "until": until,
        "late": until + DONE_LATE,
        "gone": sorted(Fine.GONE),
        "vetoes": [veto.rule for veto in formula.vetoes],
    }
    rows = [
        Score(
            outlet_id=outlet,
            person_id=person,
            month=month,
            edition_id=edition_id,
            volume=volume,
            points=found.points,
            grade=found.grade,
            vetoed=found.vetoed,
            ranked=found.ranked,
            lines=[line.to_data() for line in found.lines],
            computed_at=at,
        )
        for outlet, person, volume, found in _scored(formula, asked)
    ]
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=("outlet", "person", "month"),
        update_fields=_WRITTEN,
        batch_size=1000,
    )
    Score.objects.filter(month=month).exclude(computed_at=at).delete()
    return len(rows)


def tallies(counting: Counting, asked: dict[str, Any]) -> Iterator[tuple[int, int | None, Tally]]:
    """(outlet, person, tally) of the month asked for."""
    with connection.cursor() as cursor:
        cursor.execute(counting.statement, asked)
        yield from (counting.read(row) for row in cursor.fetchall())


def _scored(formula: Formula, asked: dict[str, Any]) -> Iterator[tuple[int, int | None, int, MonthScore]]:
    for counting in (OF_OUTLETS, OF_COURIERS):
        for outlet, person, tally in tallies(counting, asked):
            if found := score(tally, formula, minimum=counting.minimum(formula)):
                yield outlet, person, tally.volume, found


def _of_outlet(row: Sequence[Any]) -> tuple[int, int | None, Tally]:
    outlet, arrivals, arrivals_met, deliveries, deliveries_met, signs, signs_met, fines, bad, broken = row
    counts = {
        Measure.ARRIVAL: Counted(arrivals_met, arrivals),
        Measure.DELIVERY: Counted(deliveries_met, deliveries),
        Measure.SIGN: Counted(signs_met, signs),
        Measure.PROBLEM: Counted(bad, deliveries),
        Measure.FINE: Counted(fines, deliveries),
    }
    return outlet, None, Tally(deliveries, counts, broken)


def _of_courier(row: Sequence[Any]) -> tuple[int, int | None, Tally]:
    outlet, person, deliveries, deliveries_met, signs, signs_met, bad, fines, broken = row
    counts = {
        Measure.DELIVERY: Counted(deliveries_met, deliveries),
        Measure.SIGN: Counted(signs_met, signs),
        Measure.PROBLEM: Counted(bad, deliveries),
        Measure.FINE: Counted(fines, deliveries),
    }
    return outlet, person, Tally(deliveries, counts, broken)


def _before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


OF_OUTLETS = Counting(OUTLETS, _of_outlet, lambda formula: formula.outlet_minimum)
OF_COURIERS = Counting(COURIERS, _of_courier, lambda formula: formula.courier_minimum)
