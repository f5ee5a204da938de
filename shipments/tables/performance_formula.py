"""The performance formula in words."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from shipments.rules.performance_formula import Formula, Measure

if TYPE_CHECKING:
    from django.utils.functional import Promise

MEASURE_LABELS = {
    Measure.ARRIVAL: gettext_lazy("Arrival scans in time, in per cent"),
    Measure.DELIVERY: gettext_lazy("Deliveries in time, in per cent"),
    Measure.SIGN: gettext_lazy("Sign entries in time, in per cent"),
    Measure.PROBLEM: gettext_lazy("Late, improper or false problem pieces per 1,000 waybills"),
    Measure.COMPLAINT: gettext_lazy("Complaints per 10,000 waybills"),
    Measure.FINE: gettext_lazy("Fines that stand per 1,000 waybills"),
}


@dataclass(frozen=True, slots=True)
class FormulaRow:
    label: "str | Promise"
    weight: int
    target: Decimal
    floor: Decimal


def formula_rows(formula: Formula) -> list[FormulaRow]:
    return [FormulaRow(MEASURE_LABELS[line.code], line.weight, line.target, line.floor) for line in formula.lines]
