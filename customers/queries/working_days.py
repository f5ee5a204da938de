"""Terms in working days of the network's calendar."""

from datetime import date, timedelta

from crm.calendar.queries import working_days

#: No stretch of days off is longer.
LOOK_AHEAD = timedelta(days=31)
SUNDAY = 7


def next_working_days(since: date, *, count: int) -> list[date]:
    """The next so many working days, `since` among them when it is one."""
    return working_days(since, since + LOOK_AHEAD + timedelta(weeks=count // 2))[:count]


def working_day_after(day: date, *, days: int) -> date:
    """The working day that ends a term of so many days."""
    return next_working_days(day + timedelta(days=days), count=1)[0]


def count_working(since: date, until: date) -> int:
    """In [since, until)."""
    return len(working_days(since, until - timedelta(days=1)))


def holidays(since: date, until: date) -> list[date]:
    """Days from `since` to `until` on which nobody works although it is no Sunday."""
    worked = set(working_days(since, until))
    days = (since + timedelta(days=ahead) for ahead in range((until - since).days + 1))
    return [day for day in days if day.isoweekday() != SUNDAY and day not in worked]
