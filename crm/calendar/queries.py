"""Working days, as everybody counts them."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.utils import timezone

from crm.calendar.models import CalendarDay
from crm.calendar.rules.working_days import works

DECEMBER = 12


def working_days(first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included, on which the network works."""
    days = (first + timedelta(days=place) for place in range((last - first).days + 1))
    specials = _specials(first, last)
    return [day for day in days if works(day, specials)]


def is_working(day: date) -> bool:
    return works(day, _specials(day, day))


def working_days_by_week(first: date, last: date) -> dict[date, int]:
    """Monday → working days, of each ISO week from that of `first` to that of `last`."""
    monday, sunday = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    counted = Counter(day - timedelta(days=day.weekday()) for day in working_days(monday, sunday))
    weeks = range(((sunday - monday).days + 1) // 7)
    return {(week := monday + timedelta(weeks=place)): counted[week] for place in weeks}


def missing_year(at: datetime) -> int | None:
    """A year of which no day is known that makes up for a holiday: this one, or from December on the next one."""
    today = timezone.localdate(at)
    years = [today.year, today.year + 1] if today.month >= DECEMBER else [today.year]
    worked = CalendarDay.objects.filter(kind=CalendarDay.Kind.WORKDAY, day__year__in=years)
    known = set(worked.values_list("day__year", flat=True))
    return next((year for year in years if year not in known), None)


def _specials(first: date, last: date) -> dict[date, bool]:
    rows = CalendarDay.objects.filter(day__range=(first, last)).values_list("day", "kind")
    return {day: kind == CalendarDay.Kind.WORKDAY for day, kind in rows}
