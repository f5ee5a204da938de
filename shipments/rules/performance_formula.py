"""The published formula of the monthly performance (绩效考核): what is measured, by what weight, and what caps it.

Pure. The computing is quality control's; here are its numbers, which an edition carries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Measure(StrEnum):
    """What a line of the formula looks at, and the unit of its value.

    ARRIVAL, DELIVERY, SIGN    percent of the month's duties done in time
    PROBLEM                    problem records late, improper or false, per 1,000 waybills
    COMPLAINT                  complaints per 10,000 waybills
    FINE                       fines that stand, per 1,000 waybills
    """

    ARRIVAL = "arrival"
    DELIVERY = "delivery"
    SIGN = "sign"
    PROBLEM = "problem"
    COMPLAINT = "complaint"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """All of `weight` points at `target`, none at `floor`, in proportion between; beyond either nothing changes.

    A floor above the target says that less is better.
    """

    code: Measure
    weight: int
    target: Decimal
    floor: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """`grade` from so many points on."""

    grade: str
    points: int


@dataclass(frozen=True, slots=True)
class Veto:
    """The quality veto (质量否决权): one standing violation of `rule`, and the grade is `grade` at best."""

    rule: str
    grade: str


@dataclass(frozen=True, slots=True)
class Formula:
    """
    lines              their weights make 100
    grades             the best one first, the last from 0 points on
    outlet_minimum     waybills a month below which an outlet is not ranked
    courier_minimum    the same for a courier
    """

    lines: tuple[FormulaLine, ...]
    grades: tuple[Grade, ...]
    vetoes: tuple[Veto, ...]
    outlet_minimum: int
    courier_minimum: int


def formula_faults(formula: Formula, rules: frozenset[str]) -> Iterator[str]:
    """What makes the formula give no score, each fault by its path.

    rules    the codes that can be broken
    """
    codes = [line.code for line in formula.lines]
    if sum(line.weight for line in formula.lines) != 100:
        yield "performance.lines: weights must make 100"
    yield from (f"performance.lines: {one} twice" for one in dict.fromkeys(codes) if codes.count(one) > 1)
    for index, line in enumerate(formula.lines):
        if line.target == line.floor:
            yield f"performance.lines[{index}].floor: must differ from the target"
    points = [grade.points for grade in formula.grades]
    if not points or points[-1] != 0 or points != sorted(set(points), reverse=True):
        yield "performance.grades: must fall by `points` and end at 0"
    grades = {grade.grade for grade in formula.grades}
    for index, veto in enumerate(formula.vetoes):
        if veto.rule not in rules:
            yield f"performance.vetoes[{index}].rule: {veto.rule!r} is no rule that can be broken"
        if veto.grade not in grades:
            yield f"performance.vetoes[{index}].grade: {veto.grade!r} is no grade of the formula"


FORMULA = Formula(
    lines=(
        FormulaLine(Measure.ARRIVAL, 20, Decimal("99.0"), Decimal("90.0")),
        FormulaLine(Measure.DELIVERY, 30, Decimal("98.0"), Decimal("85.0")),
        FormulaLine(Measure.SIGN, 20, Decimal("98.0"), Decimal("85.0")),
        FormulaLine(Measure.PROBLEM, 10, Decimal("2.0"), Decimal("20.0")),
        FormulaLine(Measure.COMPLAINT, 10, Decimal("1.0"), Decimal("10.0")),
        FormulaLine(Measure.FINE, 10, Decimal("5.0"), Decimal("50.0")),
    ),
    grades=(Grade("A", 90), Grade("B", 80), Grade("C", 60), Grade("D", 0)),
    vetoes=(Veto("FK1", "C"),),
    outlet_minimum=1000,
    courier_minimum=300,
)
