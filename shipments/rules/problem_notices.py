"""A receiver who cannot be reached: two notices eight hours apart, then a day of silence (L13).

Pure. Source: Zhejiang postal regulation, article 33; a good default elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

APART = timedelta(hours=8)
SILENCE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Notices:
    """
    first_at      the first notice that nobody answered; None before any
    second_at     the first one at least eight hours after it
    second_from   from when a second one counts; None before the first
    disposal_from from when the sender's wish may be carried out; None before the second
    """

    first_at: datetime | None
    second_at: datetime | None
    second_from: datetime | None
    disposal_from: datetime | None


def notices(unanswered: Iterable[datetime]) -> Notices:
    """unanswered   instants of calls that nobody answered since the receiver was last reached, in any order"""
    told = sorted(unanswered)
    if not told:
        return Notices(None, None, None, None)
    second_from = told[0] + APART
    second_at = next((at for at in told if at >= second_from), None)
    return Notices(told[0], second_at, second_from, second_at + SILENCE if second_at else None)
