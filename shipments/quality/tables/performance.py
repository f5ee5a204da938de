from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge, Share
from crm.shared.tables import Column, Table
from shipments.quality.models import Score
from shipments.rules.performance_formula import Measure

MEASURES: dict[Measure, "str | Promise"] = {
    Measure.ARRIVAL: gettext_lazy("Arrival scans in time"),
    Measure.DELIVERY: gettext_lazy("Deliveries in time"),
    Measure.SIGN: gettext_lazy("Signatures entered in time"),
    Measure.PROBLEM: gettext_lazy("Problem records late, improper or false"),
    Measure.COMPLAINT: gettext_lazy("Complaints"),
    Measure.FINE: gettext_lazy("Fines that stand"),
}
UNITS: dict[Measure, "str | Promise"] = {
    Measure.ARRIVAL: "%",
    Measure.DELIVERY: "%",
    Measure.SIGN: "%",
    Measure.PROBLEM: gettext_lazy("per 1,000 waybills"),
    Measure.COMPLAINT: gettext_lazy("per 10,000 waybills"),
    Measure.FINE: gettext_lazy("per 1,000 waybills"),
}
#: What looks well, as a share of all points.
GOAL = Decimal(80)
#: Below it, it looks ill.
POOR = Decimal(60)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a score as the page shows it; `value` is None when there was nothing to measure."""

    measure: Measure
    label: "str | Promise"
    unit: "str | Promise"
    count: int
    of: int
    value: Decimal | None
    target: Decimal
    floor: Decimal
    weight: int
    points: Decimal | None
    weak: bool

    @classmethod
    def of_data(cls, told: dict[str, Any]) -> "Line":
        measure = Measure(told["code"])
        value, points = (Decimal(told[name]) if told[name] is not None else None for name in ("value", "points"))
        return cls(
            measure,
            MEASURES[measure],
            UNITS[measure],
            told["count"],
            told["of"],
            value,
            Decimal(told["target"]),
            Decimal(told["floor"]),
            told["weight"],
            points,
            told["weak"],
        )

    @property
    def share(self) -> Share:
        """Its points of all that it could give."""
        if self.points is None:
            return Share(0, 0)
        return Share(int(self.points * 100), self.weight * 100, GOAL)


def grade_badge(score: Score) -> Badge:
    if score.vetoed:
        return Badge("warn", _("%(grade)s, capped by %(rule)s") % {"grade": score.grade, "rule": score.vetoed})
    return Badge("met" if score.points >= GOAL else "soon" if score.points >= POOR else "overdue", score.grade)


def points_share(score: Score) -> Share:
    return Share(int(score.points * 100), 10_000, GOAL)


def who(score: Score) -> str:
    return str(score.person) if score.person else score.outlet.name


def place_words(score: Score) -> str:
    return str(score.rank) if score.ranked else _("too few")


class ScoreTable(Table[Score]):
    columns = (
        Column(gettext_lazy("Rank"), "", show=place_words),
        Column(gettext_lazy("Name"), "", link=True, show=who),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Waybills"), "volume", numeric=True),
        Column(gettext_lazy("Points"), "", show=points_share, cell="parts/_bar.html"),
        Column(gettext_lazy("Grade"), "", show=grade_badge, cell="parts/_badge.html"),
    )
