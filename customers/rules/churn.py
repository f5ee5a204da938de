"""Who is going, and who is gone: by the customer's own habit, in figures that a sentence can say. Pure.

at risk   silent for longer than 14 days and than nine of ten of its own pauses; or in the last four weeks less than
          half of what its 13-week mean lets expect, so little that chance alone does it less than once in a hundred
lost      silent for 30 days and for three times its own 90 % pause

Silence counts calendar days without public holidays. Only a sender with a habit is watched: `KNOWN_PARCELS` at least,
and the drop is asked only of who has sent since before the 13 weeks. The statement is `customers.sql.churn`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class Sign(StrEnum):
    """Which rule has spoken."""

    LOST_SILENT = "lost_silent"
    RISK_SILENT = "risk_silent"
    RISK_DROP = "risk_drop"


KNOWN_PARCELS = 8
SILENT_DAYS = 14
LOST_DAYS = 30
LOST_GAPS = 3
WEEKS, LAST_WEEKS = 13, 4
DROP = Decimal("0.5")
CHANCE = 0.01
#: Days within which a new shipment counts as won back.
WIN_BACK_DAYS = 60
#: A customer whose volume had dropped is won back by so much of what was expected of it.
RECOVERED = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Habit:
    """What the rule sees of one customer on one day.

    silent_days     days since the last shipment, public holidays left out
    gap_days        nine of ten of its pauses are no longer; None when it has none
    parcels         sent in all
    last_parcels    sent in the last four full weeks
    weeks_parcels   sent in the last 13 full weeks, the last four among them; None when not known for so long
    last_days       working days in the last four weeks
    weeks_days      working days in the 13 weeks
    """

    silent_days: int
    gap_days: Decimal | None
    parcels: int
    last_parcels: int = 0
    weeks_parcels: int | None = None
    last_days: int = LAST_WEEKS * 6
    weeks_days: int = WEEKS * 6

    @property
    def expected(self) -> Decimal | None:
        """Parcels that the last four weeks should have brought."""
        if self.weeks_parcels is None:
            return None
        return Decimal(self.weeks_parcels * self.last_days) / self.weeks_days


def sign(habit: Habit) -> Sign | None:
    """The strongest sign that this customer goes; None when it does not."""
    if habit.parcels < KNOWN_PARCELS:
        return None
    gap = habit.gap_days or Decimal(0)
    if habit.silent_days >= max(LOST_DAYS, LOST_GAPS * gap):
        return Sign.LOST_SILENT
    if habit.silent_days > max(SILENT_DAYS, gap):
        return Sign.RISK_SILENT
    return Sign.RISK_DROP if dropped(habit.last_parcels, habit.expected) else None


def dropped(sent: int, expected: Decimal | None) -> bool:
    """Less than half of what was expected, and too little for chance."""
    return expected is not None and sent < DROP * expected and expected > least_expected(sent)


def chance(sent: int, expected: float) -> float:
    """How often somebody of whom so many are expected sends no more than this: the tail of Poisson's distribution."""
    return math.fsum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(sent + 1))


def least_expected(sent: int) -> Decimal:
    """So little is no chance any more when more than this was expected; from some number on, half of it never is."""
    return LEAST_EXPECTED[sent] if sent < len(LEAST_EXPECTED) else Decimal(0)


def gap_90(days: Sequence[date]) -> Decimal | None:
    """Nine of ten pauses between these days are no longer; between two pauses it is interpolated.

    days   shipping days, ascending, each once
    """
    pauses = sorted((after - before).days for before, after in zip(days, days[1:], strict=False))
    if not pauses:
        return None
    below, tenths = divmod((len(pauses) - 1) * 9, 10)
    above = pauses[min(below + 1, len(pauses) - 1)]
    return Decimal(pauses[below] * 10 + (above - pauses[below]) * tenths) / 10


def won_back(rule: Sign, *, shipped_again: bool, last_parcels: int, expected: Decimal | None) -> bool:
    """Whether an open case ends well: somebody silent ships again, whose volume had dropped sends it again.

    shipped_again   since the case was opened
    last_parcels    of the last four full weeks
    expected        of them when the case was opened
    """
    if rule is Sign.RISK_DROP:
        return expected is not None and last_parcels >= RECOVERED * expected
    return shipped_again


def is_over(since: date, today: date) -> bool:
    """Whether the time to win a customer back has passed; `since` the case was opened or became a loss."""
    return today - since > timedelta(days=WIN_BACK_DAYS)


def _least_expected() -> tuple[Decimal, ...]:
    """By what was sent: the mean, on four places, above which so little is no chance, while half of it still is."""
    found: list[Decimal] = []
    while True:
        sent = len(found)
        low, high = float(sent), sent * 3.0 + 20
        while high - low > 1e-6:
            middle = (low + high) / 2
            low, high = (low, middle) if chance(sent, middle) < CHANCE else (middle, high)
        least = Decimal(high).quantize(Decimal("0.0001"))
        if least <= sent / DROP:
            return tuple(found)
        found.append(least)


LEAST_EXPECTED = _least_expected()
