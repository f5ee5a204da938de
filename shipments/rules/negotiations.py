"""Whether a time promised to a customer was kept.

Pure. A promise moves no deadline of the rule book: it is what the customer was told.
"""

from datetime import datetime, timedelta
from enum import StrEnum

#: Whoever promises a time further away promises nothing.
FURTHEST = timedelta(days=30)


class Promise(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    LATE = "late"


def promise_state(promised_at: datetime, fulfilled_at: datetime | None, *, at: datetime) -> Promise:
    """Open until its time has come; then kept, broken while the customer still waits, or kept too late.

    fulfilled_at   when the shipment was handed over, whoever told us when
    """
    if fulfilled_at is not None and fulfilled_at <= at:
        return Promise.KEPT if fulfilled_at <= promised_at else Promise.LATE
    return Promise.OPEN if at <= promised_at else Promise.BROKEN
