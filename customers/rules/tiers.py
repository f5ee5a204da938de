"""Which tier a customer belongs to: how much it ships, and how steadily.

Pure. A week's parcels are scaled to six working days in seventieths of a parcel, which makes every scaled week a whole
number; `customers.sql.tiers` computes the same in the same order, to the last bit.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple, Self

A, B, C = "A", "B", "C"
#: Best first.
TIERS = (A, B, C)
#: A parcel in the unit of volume: 6 ÷ n working days of it is whole for 3, 4, 5, 6 and 7.
UNIT = 70
FULL_WEEK = 6
#: Weeks that an evaluation looks back; a week of fewer working days is left out.
WINDOW, LEAST_WORKING_DAYS = 13, 3
SHIPPED_NUMBER = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """
    a_share    tier A: larger customers hold less than this share of the volume
    b_share    tier B: the same
    cv         tier A: the excess variation of its weeks is at most this
    zeros      tier A: at most this share of its weeks is empty
    """

    a_share: float
    b_share: float
    cv: float
    zeros: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """
    first      for a customer's first tier
    up         stricter, for rising
    down       looser, for staying
    least      parcels in the window without which a customer is C
    weeks      weeks known without which a customer is provisional, and C
    by_value   True ranks by freight instead of parcels
    """

    first: Limits
    up: Limits
    down: Limits
    least: float
    weeks: int
    by_value: bool = False

    def to_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """
        raises   ValueError with every fault, each as "path: what is wrong", joined by "; "
        """
        faults: list[str] = []
        limits = {name: _limits(data.get(name), name, faults) for name in ("first", "up", "down")}
        least = _number(data.get("least"), "least", 0, 10_000, faults)
        weeks = _number(data.get("weeks"), "weeks", 1, WINDOW, faults)
        if not faults:
            _check_order(limits, faults)
        if faults:
            raise ValueError("; ".join(faults))
        return cls(**limits, least=float(least), weeks=int(weeks), by_value=bool(data.get("by_value")))


SHIPPED = Thresholds(
    first=Limits(a_share=0.70, b_share=0.80, cv=0.50, zeros=0.15),
    up=Limits(a_share=0.68, b_share=0.79, cv=0.45, zeros=0.10),
    down=Limits(a_share=0.74, b_share=0.82, cv=0.60, zeros=0.20),
    least=8.0,
    weeks=8,
)


class Figures(NamedTuple):
    """What a window says about one customer.

    parcels        as shipped
    scaled         the same by weeks of six working days, in seventieths
    weeks_known    weeks that count since its first shipment
    mean           parcels a week of six working days
    excess_cv      variation of the weeks beyond what chance alone makes of so few parcels; None without parcels
    zero_share     share of the known weeks with nothing
    before         share of the volume that larger customers hold
    """

    parcels: int
    scaled: int
    weeks_known: int
    mean: float
    excess_cv: float | None
    zero_share: float
    before: float = 1.0


class Verdict(NamedTuple):
    """
    indicated     the tier that this evaluation alone would give
    tier          the tier it leads to
    leaning       where it would move if the next evaluation agrees; ""
    """

    indicated: str
    tier: str
    leaning: str
    provisional: bool


def factors(working_days: Mapping[Any, int]) -> dict[Any, int]:
    """Week → what one of its parcels counts in seventieths; weeks too short to say anything are left out."""
    return {week: UNIT * FULL_WEEK // days for week, days in working_days.items() if days >= LEAST_WORKING_DAYS}


def figures(parcels: Mapping[Any, int], factor: Mapping[Any, int], first_week: Any) -> Figures | None:
    """A customer's window, without its place among the others. None when no week of it counts since its first shipment.

    parcels      week → parcels; weeks without any may be missing
    factor       as `factors` gives them
    first_week   of its first shipment ever
    """
    known = sum(1 for week in factor if week >= first_week)
    if not known:
        return None
    shipped = {week: count for week, count in parcels.items() if week in factor and count > 0}
    weeks = [count * factor[week] for week, count in shipped.items()]
    total, squares = sum(weeks), sum(week * week for week in weeks)
    return Figures(
        parcels=sum(shipped.values()),
        scaled=total,
        weeks_known=known,
        mean=float(total) / known / UNIT,
        excess_cv=_excess_cv(float(total), float(squares), known),
        zero_share=(known - len(weeks)) / known,
    )


def _excess_cv(total: float, squares: float, weeks: int) -> float | None:
    """sqrt(max(0, s² − m)) ÷ m, in seventieths: the mean is the variance that counting alone would make."""
    if total <= 0:
        return None
    if weeks == 1:
        return 0.0
    mean = total / weeks
    variance = (squares - total * total / weeks) / (weeks - 1)
    return math.sqrt(max(0.0, variance - UNIT * mean)) / mean


def ranked(volumes: Iterable[tuple[int, int]]) -> list[tuple[int, int, float]]:
    """(customer, rank, share of the volume held by larger ones), the largest first; equals in the order of their ids.

    volumes   (customer, volume)
    """
    ordered = sorted(volumes, key=lambda each: (-each[1], each[0]))
    total, before, found = sum(volume for _id, volume in ordered), 0, []
    for place, (customer, volume) in enumerate(ordered, start=1):
        found.append((customer, place, float(before) / float(total) if total else 1.0))
        before += volume
    return found


def indicated(told: Figures, limits: Limits, thresholds: Thresholds) -> str:
    """The tier by one set of limits alone."""
    if told.weeks_known < thresholds.weeks or told.scaled < thresholds.least * UNIT:
        return C
    if (
        told.before < limits.a_share
        and told.excess_cv is not None
        and told.excess_cv <= limits.cv
        and told.zero_share <= limits.zeros
    ):
        return A
    return B if told.before < limits.b_share else C


def verdict(told: Figures, thresholds: Thresholds, *, was: str = "", leaning: str = "") -> Verdict:
    """What an evaluation makes of a customer: it rises by stricter limits, falls by looser ones, and only when the
    evaluation before would have moved it the same way.

    was       its computed tier; "": never had one
    leaning   what the evaluation before left, in the same direction however far
    """
    provisional = told.weeks_known < thresholds.weeks
    if not was:
        found = indicated(told, thresholds.first, thresholds)
        return Verdict(found, found, "", provisional)
    up, down = (indicated(told, limits, thresholds) for limits in (thresholds.up, thresholds.down))
    found = up if _better(up, was) else down if _better(was, down) else was
    if found == was:
        return Verdict(was, was, "", provisional)
    agreed = leaning != "" and _better(leaning, was) == _better(found, was)
    return Verdict(found, found, "", provisional) if agreed else Verdict(found, was, found, provisional)


def _better(one: str, other: str) -> bool:
    """A before B before C."""
    return one < other


def _limits(data: Any, path: str, faults: list[str]) -> Limits:
    told = data if isinstance(data, Mapping) else {}
    most = {"cv": 10}
    return Limits(
        **{
            field.name: float(_number(told.get(field.name), f"{path}.{field.name}", 0, most.get(field.name, 1), faults))
            for field in fields(Limits)
        }
    )


def _number(value: Any, path: str, least: float, most: float, faults: list[str]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        faults.append(f"{path}: must be a number from {least} to {most}")
        return 0
    return value


def _check_order(limits: Mapping[str, Limits], faults: list[str]) -> None:
    for name, each in limits.items():
        if each.a_share > each.b_share:
            faults.append(f"{name}.a_share: tier A cannot reach further than tier B")
    for key in (field.name for field in fields(Limits)):
        up, first, down = (getattr(limits[name], key) for name in ("up", "first", "down"))
        if not up <= first <= down:
            faults.append(f"up.{key}: must rise from rising over the first tier to staying")


def reason(told: Figures, thresholds: Thresholds, *, was: str, found: str) -> tuple[str, Limits]:
    """Why `indicated` or `verdict` found this tier, as a code, and by which limits.

    Returns new, few (C), steady (A), unsteady, gaps, middle (B) or small (C)
    """
    limits = thresholds.first if not was else thresholds.down if found > was or found == was == A else thresholds.up
    if told.weeks_known < thresholds.weeks:
        return "new", limits
    if told.scaled < thresholds.least * UNIT:
        return "few", limits
    if found != B:
        return ("steady" if found == A else "small"), limits
    if told.before < limits.a_share:
        if told.excess_cv is None or told.excess_cv > limits.cv:
            return "unsteady", limits
        if told.zero_share > limits.zeros:
            return "gaps", limits
    return "middle", limits
