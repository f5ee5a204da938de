"""Jobs of the calendar, done once a period however many beats ring."""

from datetime import datetime

from django.db import connection

from crm.outbox.sql import periods as sql


def claim(job: str, period: str, at: datetime) -> bool:
    """True for the one who may do it: inside its transaction the claim stands or falls with the work.

    job, period   `birthdays`, `2026-11-23`
    writes        outbox_periodrun
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, {"job": job, "period": period, "at": at})
        return cursor.rowcount == 1
