"""The end of a monitor day."""

from datetime import datetime

from django.db import connection, transaction

from shipments.sql import closing


@transaction.atomic
def close_arrivals(at: datetime, *, limit: int = 500) -> int:
    """Put to judgement the pieces never scanned whose day closes by `at`. Returns how many clocks were closed."""
    return _close(closing.CLOSE_ARRIVALS, at, limit=limit)


@transaction.atomic
def close_runs(at: datetime, *, limit: int = 500) -> int:
    """Put to judgement the waybills never delivered or signed whose day closes by `at`."""
    return _close(closing.CLOSE_RUNS, at, limit=limit)


def _close(statement: str, at: datetime, *, limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"at": at, "limit": limit})
        return cursor.fetchone()[0]
