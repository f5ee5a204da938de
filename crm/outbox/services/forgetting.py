"""Whose number a message went to is kept as long as the law wants it, and no longer. The counts stay."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from crm.outbox.services.periods import claim
from crm.outbox.sql import forgetting as sql

#: Six months, the longest there are (rule L20): no setting makes it less.
LEAST_DAYS = 184
ROWS = 5000


def forget_addresses(at: datetime) -> int:
    """Once a day. Returns how many messages have lost their address.

    writes   outbox_message, outbox_attempt, outbox_reply, outbox_periodrun
    """
    if not claim("forget_addresses", str(timezone.localdate(at)), at):
        return 0
    before = at - timedelta(days=max(settings.MESSAGE_DAYS, LEAST_DAYS))
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET_REPLIES, {"before": before})
    last, total = 0, 0
    while last is not None:
        last, done = _forget_some(last, before)
        total += done
    return total


def _forget_some(after: int, before: datetime) -> tuple[int | None, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET, {"after": after, "before": before, "limit": ROWS})
        return cursor.fetchone()
