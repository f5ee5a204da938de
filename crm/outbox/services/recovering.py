"""What nobody is at work on any more, and what providers have not told of."""

from datetime import datetime, timedelta

from django.db import connection

from crm.outbox.sql import recovering as sql

ROWS = 1000
#: A provider that has told nothing for so long will not.
NO_RECEIPT_AFTER = timedelta(hours=72)
ERROR = "The worker ended before the provider had answered."


def recover(at: datetime) -> int:
    """After its lease, what was claimed waits again, and what was being handed over is unknown. Returns how many.

    writes   outbox_message, outbox_attempt
    """
    return _in_parts(sql.CLAIM_AGAIN, at=at) + _in_parts(sql.GIVE_TO_A_PERSON, at=at, error=ERROR)


def label_unreceipted(at: datetime) -> int:
    """What was accepted and never told of again is not "sent". Returns how many.

    writes   outbox_message
    """
    return _in_parts(sql.UNRECEIPTED, before=at - NO_RECEIPT_AFTER)


def _in_parts(statement: str, **values: object) -> int:
    total, done = 0, ROWS
    while done == ROWS:
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, "limit": ROWS})
            done = cursor.fetchone()[0] if cursor.description else cursor.rowcount
        total += done
    return total
