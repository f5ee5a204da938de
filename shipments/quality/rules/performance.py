"""A month's score of an outlet or a courier (绩效考核), line by line by the published formula of the rule book.

Pure. What could not be measured, such as complaints that nobody has told, drops out: the rest makes the hundred.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shipments.rules.performance_formula import Formula, FormulaLine, Measure

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
#: What a measure is per: a share of its duties, or a count by so many waybills.
PER = {
    Measure.ARRIVAL: 100,
    Measure.DELIVERY: 100,
    Measure.SIGN: 100,
    Measure.PROBLEM: 1_000,
    Measure.COMPLAINT: 10_000,
    Measure.FINE: 1_000,
}
#: Below such a share of its points a line is a weak one.
WEAK = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class Counted:
    """`count` of `of` duties or waybills."""

    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A month in figures.

    volume   waybills to deliver; a courier's: delivered
    counts   what was measured
    broken   rules of which a violation stands
    """

    volume: int
    counts: dict[Measure, Counted]
    broken: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class LineScore:
    """`value` and `points` are None when there was nothing to measure."""

    line: FormulaLine
    count: int
    of: int
    value: Decimal | None
    points: Decimal | None

    @property
    def weak(self) -> bool:
        return self.points is not None and self.points < WEAK * self.line.weight

    def to_data(self) -> dict[str, Any]:
        return {
            "code": str(self.line.code),
            "count": self.count,
            "of": self.of,
            "value": None if self.value is None else str(self.value),
            "weight": self.line.weight,
            "target": str(self.line.target),
            "floor": str(self.line.floor),
            "points": None if self.points is None else str(self.points),
            "weak": self.weak,
        }


@dataclass(frozen=True, slots=True)
class MonthScore:
    """`earned` is the grade by points alone; a veto lowers it to `grade`, by the rule that stands in `vetoed`."""

    points: Decimal
    grade: str
    earned: str
    vetoed: str
    ranked: bool
    lines: tuple[LineScore, ...]


def score(tally: Tally, formula: Formula, *, minimum: int) -> MonthScore | None:
    """None when nothing at all was measured.

    minimum   waybills below which nobody is ranked
    """
    lines = tuple(_line(line, tally.counts.get(line.code)) for line in formula.lines)
    measured = [(line.points, line.line.weight) for line in lines if line.points is not None]
    weight = sum(weight for _points, weight in measured)
    if not weight:
        return None
    points = _round(sum((points for points, _weight in measured), Decimal(0)) * HUNDRED / weight)
    earned = grade_of(points, formula)
    grade, vetoed = _vetoed(earned, formula, tally.broken)
    return MonthScore(points, grade, earned, vetoed, tally.volume >= minimum, lines)


def grade_of(points: Decimal, formula: Formula) -> str:
    return next(each.grade for each in formula.grades if points >= each.points)


def _line(line: FormulaLine, counted: Counted | None) -> LineScore:
    if counted is None or not counted.of:
        return LineScore(line, 0, 0, None, None)
    value = _round(Decimal(PER[line.code]) * counted.count / counted.of)
    share = (value - line.floor) / (line.target - line.floor)
    points = _round(line.weight * min(max(share, Decimal(0)), Decimal(1)))
    return LineScore(line, counted.count, counted.of, value, points)


def _vetoed(earned: str, formula: Formula, broken: Collection[str]) -> tuple[str, str]:
    """The worst grade that a standing violation allows, and its rule; of several equal ones the first of the book."""
    order = [each.grade for each in formula.grades]
    grade, vetoed = earned, ""
    for veto in formula.vetoes:
        if veto.rule in broken and order.index(veto.grade) > order.index(grade):
            grade, vetoed = veto.grade, veto.rule
    return grade, vetoed


def _round(value: Decimal) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)
