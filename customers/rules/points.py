"""Points run out, the oldest first. Pure: lines of a ledger in, what ends and what is left out."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of the points that hold until the same day."""

    until: date
    points: int


def points_for(yuan: Decimal, a_yuan: Decimal) -> int:
    """Whole points alone: what is over is not kept."""
    return max(0, int((yuan * a_yuan).to_integral_value(ROUND_FLOOR)))


def held_until(day: date, months: int) -> date:
    """The last day of the month that lies so many months later: a month's points end together."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def lots(lines: Iterable[tuple[int, date | None]]) -> list[Lot]:
    """What is left of each lot, the first to end first; what was used came from those.

    lines   (points, the day until which they hold); without a day: used, expired or corrected away. Points taken back
            have the day of those that they take, and so weaken no other lot
    """
    held: dict[date, int] = defaultdict(int)
    used = 0
    for points, until in lines:
        if until is None:
            used -= points
        else:
            held[until] += points
    left = []
    for until, points in sorted(held.items()):
        taken = min(points, max(used, 0))
        used -= taken
        if points > taken:
            left.append(Lot(until, points - taken))
    return left


def ended(lines: Iterable[tuple[int, date | None]], today: date) -> int:
    """How many points held until a day before this one and are there still."""
    return sum(lot.points for lot in lots(lines) if lot.until < today)
