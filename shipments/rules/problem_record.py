"""By when a problem is to be registered, and whether its registration lifts the delivery.

Pure.
"""

from datetime import datetime

from shipments.rules.deadlines import Due, problem_damage
from shipments.rules.edition import Edition
from shipments.rules.lateness import Verdict, verdict
from shipments.rules.terms import ProblemCategory


def problem_due(edition: Edition, category: str, *, delivery: Due, transfer: Due, scanned_at: datetime) -> Due:
    """The deadline of registering a problem of `category`; the class "other" keeps the delivery's clock.

    delivery, transfer    as they follow from the receipt
    scanned_at            the arrival scan, which starts the clock of damage; without one, the last moment that a
                          timely scan had
    """
    if category == ProblemCategory.DAMAGE:
        return problem_damage(edition, scanned_at)
    return transfer if category == ProblemCategory.TRANSFER else delivery


def problem_verdict(
    due: Due,
    registered_low: datetime,
    registered_high: datetime | None = None,
    *,
    occurred_at: datetime | None = None,
    grade: str = "A",
) -> Verdict:
    """Met when registered in time and, where the rule asks, when the problem itself arose in time.

    occurred_at    None when unknown: that is the remark's fault (IV1), not lateness
    """
    registered = verdict(due.due_at, registered_low, registered_high, grade=grade, review=due.review)
    if registered is not Verdict.MET or due.occurred_by is None or occurred_at is None:
        return registered
    if occurred_at <= due.occurred_by:
        return Verdict.MET
    return Verdict.REVIEW if due.review else Verdict.LATE
