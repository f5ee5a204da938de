"""Problem pieces end with the parcel's way: the scans close them."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from shipments.models.calls import ENDED
from shipments.sql import problems as sql

#: A signature is taken back within days, or not at all.
LOOKED_BACK = timedelta(days=7)


@transaction.atomic
def close_problems(at: datetime) -> int:
    """Close what was delivered, signed for or returned, and open again where that was withdrawn. Safe to run twice.

    Returns how many changed.
    writes   shipments_problemrecord
    """
    given = {"ended": list(ENDED), "at": at, "since": at - LOOKED_BACK}
    changed = 0
    with connection.cursor() as cursor:
        for statement in (sql.REOPEN, sql.CLOSE):
            cursor.execute(statement, given)
            changed += cursor.rowcount
    return changed
