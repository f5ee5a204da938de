"""What came out of a simulation: by rule, outlet and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Abs, Coalesce

from outlets.models import Outlet
from shipments.quality.models import SimulatedFines, Simulation

WAS, NOW = ~Q(was_rule=""), ~Q(rule="")
_NOTHING = Value(0, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Sides:
    """Fines before and after; yuan are None where no rate is set for any of them."""

    name: Any
    was: int
    was_yuan: Decimal | None
    now: int
    yuan: Decimal | None

    @property
    def more(self) -> int:
        return self.now - self.was


def lines_of(simulation: Simulation, *, rule: str = "", outlet: int | None = None, day: Any = None) -> QuerySet:
    lines = SimulatedFines.objects.filter(simulation=simulation)
    if rule:
        lines = lines.filter(Q(was_rule=rule) | Q(rule=rule))
    if outlet:
        lines = lines.filter(outlet=outlet)
    return lines.filter(day=day) if day else lines


def totals(lines: QuerySet) -> dict[str, Any]:
    """`was`, `was_yuan`, `now`, `yuan`; `gone` and `new`: fines of one side only."""
    gone, new = Sum("count", filter=WAS & ~NOW), Sum("count", filter=NOW & ~WAS)
    sums = lines.aggregate(**_sums(), gone=Coalesce(gone, _NOTHING), new=Coalesce(new, _NOTHING))
    return {name: value or 0 for name, value in sums.items()}


def by_rule(lines: QuerySet) -> list[tuple[str, Sides]]:
    """(charge, both sides of the rule), in the order of their codes."""
    was = {(c, r): (n, y) for c, r, n, y in _side(lines.filter(WAS), "was_rule", "was_yuan")}
    now = {(c, r): (n, y) for c, r, n, y in _side(lines.filter(NOW), "rule", "yuan")}
    return [
        (charge, Sides(rule, *was.get((charge, rule), (0, None)), *now.get((charge, rule), (0, None))))
        for charge, rule in sorted({*was, *now})
    ]


def by_outlet(lines: QuerySet, *, most: int) -> list[Sides]:
    """Those outlets for which most changes come first."""
    changed = Sum("count", filter=~Q(was_rule=F("rule")), default=0)
    gap = Abs(Coalesce(Sum("yuan"), Decimal(0)) - Coalesce(Sum("was_yuan"), Decimal(0)))
    rows = lines.values("outlet").annotate(**_sums(), changed=changed, gap=gap).order_by("-gap", "-changed", "outlet")
    rows = list(rows[:most])
    outlets = Outlet.objects.in_bulk([row["outlet"] for row in rows])
    return [_sides(outlets[row["outlet"]], row) for row in rows]


def by_day(lines: QuerySet) -> list[Sides]:
    return [_sides(row["day"], row) for row in lines.values("day").annotate(**_sums()).order_by("day")]


def _sums() -> dict[str, Any]:
    return {
        "was": Coalesce(Sum("count", filter=WAS), _NOTHING),
        "now": Coalesce(Sum("count", filter=NOW), _NOTHING),
        "all_was_yuan": Sum("was_yuan"),
        "all_yuan": Sum("yuan"),
    }


def _side(lines: QuerySet, rule: str, yuan: str) -> QuerySet:
    return lines.order_by().values_list("charge", rule).annotate(Sum("count"), Sum(yuan))


def _sides(name: Any, row: Mapping[str, Any]) -> Sides:
    return Sides(name, row["was"], row["all_was_yuan"], row["now"], row["all_yuan"])
