"""Whether a written promise holds: how many of those counted came out well, against the per cent promised.

Pure.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

#: A promise that ended is judged when the last duties of its last day are over and closed.
SETTLED_AFTER = timedelta(days=2)
#: Per cents above the target within which somebody should look.
NEAR = Decimal(1)
_CENT = Decimal("0.01")


class Standing(StrEnum):
    """How a promise that still runs stands now."""

    NOTHING = "nothing"
    SAFE = "safe"
    NEAR = "near"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Tally:
    """`good` of `counted`."""

    good: int
    counted: int

    @property
    def percent(self) -> Decimal | None:
        """Two decimals, rounded down: 97.999 is not yet 98. None when nothing was counted."""
        if not self.counted:
            return None
        return (Decimal(100) * self.good / self.counted).quantize(_CENT, ROUND_FLOOR)

    def reaches(self, target: Decimal) -> bool:
        return 100 * self.good >= target * self.counted


def is_kept(tally: Tally, target: Decimal) -> bool | None:
    """None: nothing was counted, so that nothing was broken and nothing was shown."""
    return tally.reaches(target) if tally.counted else None


def standing(tally: Tally, target: Decimal) -> Standing:
    if not tally.counted:
        return Standing.NOTHING
    if not tally.reaches(target):
        return Standing.BELOW
    return Standing.SAFE if target == 100 or tally.reaches(min(target + NEAR, Decimal(100))) else Standing.NEAR


def may_still_fail(tally: Tally, target: Decimal) -> int:
    """How many more of the next ones may fail before the promise is below its target, if all others come out well.

    Zero when it is below already.
    """
    if not tally.reaches(target) or target == 100:
        return 0
    # good / (counted + n) >= target / 100
    return int((100 * tally.good - target * tally.counted) / target) if target else 0


def is_due(until: date, *, today: date) -> bool:
    """Whether a promise that ran until this day may be judged."""
    return until + SETTLED_AFTER <= today
