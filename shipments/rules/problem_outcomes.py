"""What following up a problem piece came to (协商结果), and which results end the matter.

Pure. A result after which the parcel still moves ends when the scans say so: delivered, signed for or returned.
Source: industry.md 1.4.
"""

from datetime import datetime, timedelta
from enum import StrEnum

#: A problem nobody has asked after for so long is due.
FOLLOW_UP_WITHIN = timedelta(hours=24)
#: Nobody plans further ahead.
FURTHEST = timedelta(days=30)


class Outcome(StrEnum):
    IN_TALKS = "in_talks"
    DATA_WANTED = "data_wanted"
    CONTINUE = "continue"
    CONTINUE_PAID = "continue_paid"
    FOUND = "found"
    STATE_CHANGED = "state_changed"
    RETURN = "return"
    RETURN_PAID = "return_paid"
    PAID = "paid"
    CLOSED = "closed"


#: Paid for, or closed with nothing paid and nothing sent back: the parcel goes nowhere any more.
CLOSING = frozenset({Outcome.PAID, Outcome.CLOSED})


def next_follow_up(outcome: Outcome, *, at: datetime, asked: datetime | None = None) -> datetime | None:
    """When to ask again; None once the outcome closes the matter.

    asked    when the clerk wants to ask again; without it, a day later
    raises   ValueError when that is not in the coming 30 days
    """
    if outcome in CLOSING:
        return None
    if asked is not None and not at < asked <= at + FURTHEST:
        raise ValueError("not in the coming 30 days")
    return asked or at + FOLLOW_UP_WITHIN
