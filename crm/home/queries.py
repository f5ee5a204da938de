"""The network's figures for the dashboard, from roll-ups alone: a day costs what its outlets cost, not its scans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db.models import F, Max, QuerySet, Sum
from django.utils import timezone

from crm.shared.figures import Share
from customers.models import ThankYou
from customers.queries.thanks import Kept, kept_by
from shipments.models import DayTouched
from shipments.quality.models import OutletDay

#: The aim of the on-time rates, in per cent. Below it a rate is marked, five points below it it is red.
GOAL = Decimal(95)
#: An outlet is ranked only from so many decided duties a day on: one late piece of two is no verdict.
FAIR_VOLUME = 20
KINDS = ("arrivals", "deliveries", "signs")
COUNTS = tuple(f"{kind}{part}" for kind in KINDS for part in ("", "_done", "_met", "_open"))
SUMMED = (*COUNTS, "problems", "fines", "fines_yuan")


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """One kind of duty on one day.

    met     done in time
    open    not done, and the monitor day has not closed yet
    """

    total: int = 0
    done: int = 0
    met: int = 0
    open: int = 0

    @property
    def decided(self) -> int:
        """Done, or never done although its monitor day has closed."""
        return self.total - self.open

    @property
    def missed(self) -> int:
        """Done late, or never."""
        return self.decided - self.met

    @property
    def never(self) -> int:
        return self.decided - self.done

    @property
    def share(self) -> Share:
        """In time, of those decided."""
        return Share(self.met, self.decided, GOAL)


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over outlets of one day."""

    arrivals: DutyFigures = DutyFigures()
    deliveries: DutyFigures = DutyFigures()
    signs: DutyFigures = DutyFigures()
    problems: int = 0
    fines: int = 0
    fines_yuan: Decimal = Decimal(0)
    revised_at: datetime | None = None

    @property
    def open(self) -> int:
        return self.arrivals.open + self.deliveries.open + self.signs.open

    @property
    def in_time(self) -> Share:
        """Duties of all kinds."""
        kinds = (self.arrivals, self.deliveries, self.signs)
        return Share(sum(kind.met for kind in kinds), sum(kind.decided for kind in kinds), GOAL)

    @property
    def missed(self) -> int:
        return self.arrivals.missed + self.deliveries.missed + self.signs.missed


@dataclass(frozen=True, slots=True)
class Child:
    """A region or an outlet below the level that is shown."""

    code: str
    name: str
    figures: Figures


def figures_by_day(rows: QuerySet[OutletDay], *, first: date, last: date) -> dict[date, Figures]:
    """Sums of the days from `first` to `last`; a day without rows is absent."""
    summed = rows.filter(day__range=(first, last)).order_by().values("day").annotate(**_sums())
    return {row["day"]: _figures(row) for row in summed}


def thanks_of(rows: QuerySet[OutletDay], days: Sequence[date], *, at: datetime) -> list[DutyFigures]:
    """Of each of these days: what was delivered then to be thanked for, by the outlets that have such rows."""
    outlets = rows.order_by().filter(day__in=days).values("outlet")
    told = kept_by(ThankYou.objects.filter(day__in=days, outlet__in=outlets), "day", at)
    return [_thanks(told.get(day, Kept())) for day in days]


def _thanks(told: Kept) -> DutyFigures:
    return DutyFigures(told.decided + told.waiting, told.done, told.kept, told.waiting)


def regions_of(rows: QuerySet[OutletDay]) -> list[Child]:
    return _children(rows, "outlet__region")


def outlets_of(rows: QuerySet[OutletDay]) -> list[Child]:
    return _children(rows, "outlet")


def worst_outlets(rows: QuerySet[OutletDay], *, limit: int = 10) -> list[Child]:
    """Of one day's rows those with the largest share of missed duties, among outlets with a fair volume."""
    decided = reduce(add, (F(kind) - F(f"{kind}_open") for kind in KINDS))
    met = reduce(add, (F(f"{kind}_met") for kind in KINDS))
    ranked = (
        rows.annotate(decided=decided, missed=decided - met)
        .filter(decided__gte=FAIR_VOLUME, missed__gt=0)
        .order_by(F("missed") * 1.0 / F("decided"), "outlet__code")
        .reverse()
    )
    found = ranked.values("outlet__code", "outlet__name", "revised_at", *SUMMED)[:limit]
    return [Child(row["outlet__code"], row["outlet__name"], _figures(row, "", "revised_at")) for row in found]


def as_of(at: datetime) -> datetime:
    """The instant the figures speak of: now when nothing waits to be folded, else the last fold."""
    if not DayTouched.objects.exists():
        return at
    lately = OutletDay.objects.filter(day__gte=timezone.localdate(at) - timedelta(days=2))
    return lately.aggregate(last=Max("folded_at"))["last"] or at


def _children(rows: QuerySet[OutletDay], owner: str) -> list[Child]:
    """Sums by owner, the most missed first."""
    summed = rows.order_by().values(f"{owner}__code", f"{owner}__name").annotate(**_sums())
    children = [Child(row[f"{owner}__code"], row[f"{owner}__name"], _figures(row)) for row in summed]
    return sorted(children, key=lambda child: (-child.figures.missed, child.code))


def _sums() -> dict[str, Any]:
    return {f"sum_{name}": Sum(name) for name in SUMMED} | {"last_revised_at": Max("revised_at")}


def _figures(row: Mapping[str, Any], prefix: str = "sum_", revised: str = "last_revised_at") -> Figures:
    duties = {
        kind: DutyFigures(*(row[f"{prefix}{kind}{part}"] for part in ("", "_done", "_met", "_open"))) for kind in KINDS
    }
    return Figures(
        **duties,
        problems=row[f"{prefix}problems"],
        fines=row[f"{prefix}fines"],
        fines_yuan=row[f"{prefix}fines_yuan"],
        revised_at=row[revised],
    )
