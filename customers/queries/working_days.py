"""Working days of the network, as callbacks and churn count them."""

from datetime import date, timedelta

SUNDAY = 7


def is_working(day: date) -> bool:
    return day.isoweekday() != SUNDAY


def working_days(since: date, *, count: int) -> list[date]:
    """The next so many working days, `since` among them when it is one."""
    found: list[date] = []
    day = since
    while len(found) < count:
        if is_working(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def working_day_after(day: date, *, days: int) -> date:
    """The working day that ends a term of so many days."""
    return working_days(day + timedelta(days=days), count=1)[0]


def count_working(since: date, until: date) -> int:
    """In [since, until)."""
    return sum(is_working(since + timedelta(days=ahead)) for ahead in range((until - since).days))


def holidays(since: date, until: date) -> list[date]:
    """Days in [since, until] on which nobody ships although it is no Sunday."""
    days = (since + timedelta(days=ahead) for ahead in range((until - since).days + 1))
    return [day for day in days if day.isoweekday() != SUNDAY and not is_working(day)]
