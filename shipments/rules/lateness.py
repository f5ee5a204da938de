"""Whether a duty was met, seen through the error band of the clock that timed it.

Pure. The machine calls late only what is late by its whole band and by a clock fit for evidence; what it
cannot decide goes to review.
"""

from datetime import datetime
from enum import StrEnum

from shipments.rules.evidence import FINABLE


class Verdict(StrEnum):
    OPEN = "open"
    MET = "met"
    LATE = "late"
    REVIEW = "review"


def verdict(
    due_at: datetime,
    occurred_low: datetime | None,
    occurred_high: datetime | None = None,
    *,
    grade: str = "A",
    review: bool = False,
) -> Verdict:
    """The verdict on a duty done somewhere between two instants, or not done yet.

    occurred_low     None while the duty is not done
    occurred_high    None when the instant is known exactly
    review           the deadline itself is one for a person to judge
    """
    if occurred_low is None:
        return Verdict.OPEN
    spread = (occurred_high or occurred_low) - occurred_low
    if occurred_low + spread / 2 <= due_at:
        return Verdict.MET
    if occurred_low > due_at and not review and grade in FINABLE:
        return Verdict.LATE
    return Verdict.REVIEW


def undone_verdict(*, closed: bool, review: bool = False) -> Verdict:
    """The verdict on a duty never done: open until its monitor day has closed, then charged once."""
    if not closed:
        return Verdict.OPEN
    return Verdict.REVIEW if review else Verdict.LATE
