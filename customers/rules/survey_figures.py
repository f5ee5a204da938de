"""What answers amount to: satisfaction, recommendation, and which attribute matters most, each with how sure it is.

Pure. Intervals are of 95 %: Wilson's for a share, Bonett and Price's for the net promoter score, by the normal
distribution for means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

Z = 1.959964
#: Below it a figure is shown, but nothing is concluded from it.
ENOUGH = 10
SATISFIED_FROM = 4
PROMOTER_FROM, DETRACTOR_UNTIL = 9, 6


@dataclass(frozen=True, slots=True)
class Figure:
    """value, low, high: per cent for a share, -100 to 100 for the net promoter score; None without answers."""

    n: int
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


def share(good: int, n: int) -> Figure:
    """Wilson's interval: right for few answers, and for all or none of them."""
    if not n:
        return Figure(0, None)
    part, z2 = good / n, Z * Z
    middle = (part + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z / (1 + z2 / n) * sqrt(part * (1 - part) / n + z2 / (4 * n * n))
    low, high = (0.0 if good == 0 else middle - reach), (1.0 if good == n else middle + reach)
    return Figure(n, *(_round(100 * each) for each in (part, low, high)))


def net_promoters(promoters: int, detractors: int, n: int) -> Figure:
    """Promoters (9, 10) less detractors (0 to 6), in per cent of all.

    The interval adds one of each, so that it does not pretend to be sure where all of a few say the same.
    """
    if not n:
        return Figure(0, None)
    more, less, all_ = promoters + 1, detractors + 1, n + 2
    middle = (more - less) / all_
    reach = Z * sqrt(((more + less) / all_ - middle * middle) / all_)
    score, low, high = (promoters - detractors) / n, max(middle - reach, -1.0), min(middle + reach, 1.0)
    return Figure(n, *(_round(100 * each) for each in (score, low, high)))


def _round(value: float) -> float:
    return round(value, 1) + 0.0


class Corner(StrEnum):
    """What an attribute's place in the quadrant says."""

    ACT = "act"
    KEEP = "keep"
    LATER = "later"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Means of 1 to 5 of `n` pairs; half the width of their intervals."""

    code: str
    n: int
    importance: float
    satisfaction: float
    importance_reach: float
    satisfaction_reach: float


@dataclass(frozen=True, slots=True)
class Placed:
    attribute: Attribute
    corner: Corner


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one attribute's pairs: how many, and sums and sums of squares of both sides."""

    n: int
    importance: float
    importance_squares: float
    satisfaction: float
    satisfaction_squares: float


def attributes(sums: Mapping[str, Sums]) -> list[Attribute]:
    return [_attribute(code, each) for code, each in sums.items() if each.n]


def _attribute(code: str, sums: Sums) -> Attribute:
    importance, importance_reach = _mean(sums.n, sums.importance, sums.importance_squares)
    satisfaction, satisfaction_reach = _mean(sums.n, sums.satisfaction, sums.satisfaction_squares)
    return Attribute(code, sums.n, importance, satisfaction, importance_reach, satisfaction_reach)


def _mean(n: int, total: float, squares: float) -> tuple[float, float]:
    mean = total / n
    variance = max(squares - n * mean * mean, 0.0) / (n - 1) if n > 1 else 0.0
    return round(mean, 2), round(Z * sqrt(variance / n), 2)


@dataclass(frozen=True, slots=True)
class Quadrant:
    """Attributes beside each other; the lines are the means of all of them, so that there is always a first."""

    placed: tuple[Placed, ...]
    importance: float
    satisfaction: float


def quadrant(found: Sequence[Attribute]) -> Quadrant | None:
    """What matters more than the rest and is done worse comes first; None without attributes."""
    if not found:
        return None
    importance = sum(each.importance for each in found) / len(found)
    satisfaction = sum(each.satisfaction for each in found) / len(found)
    placed = [Placed(each, _corner(each, importance, satisfaction)) for each in found]
    order = tuple(Corner)
    placed.sort(key=lambda one: (order.index(one.corner), one.attribute.satisfaction - one.attribute.importance))
    return Quadrant(tuple(placed), round(importance, 2), round(satisfaction, 2))


def _corner(each: Attribute, importance: float, satisfaction: float) -> Corner:
    if each.importance >= importance:
        return Corner.KEEP if each.satisfaction >= satisfaction else Corner.ACT
    return Corner.ENOUGH if each.satisfaction >= satisfaction else Corner.LATER
