"""What nobody is at work on any more, and what providers have not told of."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from crm.outbox import followers
from crm.outbox.sql import recovering as sql

ROWS = 1000
#: A provider that has told nothing for so long will not.
NO_RECEIPT_AFTER = timedelta(hours=72)
#: What so many workers have died of, or broken down over, is given up.
LOST_LEASES = 3
LOST = "Three workers ended over it before it was handed over."
ERROR = "The worker ended before the provider had answered."


def recover(at: datetime) -> int:
    """After its lease, what was claimed waits again, three times at most, and what was being handed over is unknown.

    Returns how many.

    writes   outbox_message, outbox_attempt, what followers write
    """
    claimed = _in_parts(sql.CLAIM_AGAIN, at, at=at, most=LOST_LEASES, error=LOST)
    return claimed + _in_parts(sql.GIVE_TO_A_PERSON, at, at=at, error=ERROR)


def label_unreceipted(at: datetime) -> int:
    """What was accepted and never told of again is not "sent". Returns how many.

    writes   outbox_message
    """
    return _in_parts(sql.UNRECEIPTED, at, before=at - NO_RECEIPT_AFTER)


def _in_parts(statement: str, told_at: datetime, **values: object) -> int:
    total, done = 0, ROWS
    while done == ROWS:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, {**values, "limit": ROWS})
            news = cursor.fetchall()
            followers.tell(((key, state) for key, state in news if state == "dead"), told_at)
        done = len(news)
        total += done
    return total
