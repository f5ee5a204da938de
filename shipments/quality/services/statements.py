"""Monthly statements: an outlet's account, closed once a month and never opened again."""

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from shipments.quality.models import LedgerEntry, Statement
from shipments.quality.sql.statements import CLOSE, LOCK


def close_months(at: datetime) -> dict[str, int]:
    """Close every month that is over and not closed yet, the oldest first. Safe to run twice, or twice at once.

    Returns how many statements were made, and of how many months.
    writes   quality_statement, quality_ledgerentry
    """
    made = months = 0
    month = _first_open_month()
    while month is not None and (following := _next(month)) <= timezone.localdate(at):
        made += len(close_month(month, at=at))
        months, month = months + 1, following
    return {"statements": made, "months": months}


@transaction.atomic
def close_month(month: date, *, at: datetime) -> list[int]:
    """One statement for every outlet that ever had an entry. Returns the keys of those made now.

    month    its first day; over by `at`
    raises   ValueError for a month that is not over
    writes   quality_statement, quality_ledgerentry
    """
    following = _next(month)
    if following > timezone.localdate(at):
        raise ValueError(f"{month:%Y-%m} is not over yet")
    until = timezone.make_aware(datetime.combine(following, time.min))
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(CLOSE, {"month": month, "until": until, "at": at})
        return [key for (key,) in cursor.fetchall()]


def _first_open_month() -> date | None:
    """The month after the last statement's; without statements, that of the first entry."""
    if (last := Statement.objects.order_by("-month").values_list("month", flat=True).first()) is not None:
        return _next(last)
    first = LedgerEntry.objects.order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(first).replace(day=1) if first else None


def _next(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
