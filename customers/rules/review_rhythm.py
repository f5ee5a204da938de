"""When a key account is next reviewed together with the customer.

Pure.
"""

from calendar import monthrange
from datetime import date, timedelta

SATURDAY = 5


def next_review(last: date, *, months: int) -> date:
    """So many months after the last one, on a working weekday: a weekend moves to the Monday after it.

    last   the day of the last review, or of the sharing before there was one
    """
    count = last.month - 1 + months
    year, month = last.year + count // 12, count % 12 + 1
    day = date(year, month, min(last.day, monthrange(year, month)[1]))
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day
