"""The next day on which something falls that comes back every year, by the sun or by the moon.

Pure; the lunar calendar is handed in. A day that a year does not have is kept on the last day before it: 29 February
on the 28th, the 30th of a short lunar month on its 29th. A leap month is kept in the years that have it, and in the
others in the month of the same number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

#: (lunar year, month, day, leap) → the solar day; raises ValueError for a day that this year does not have.
Lunar = Callable[[int, int, int, bool], date]
#: A leap month may be 19 years away, but the month of the same number comes every year.
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Returning:
    """
    lunar   True: month and day of the lunar calendar
    leap    True: of the leap month that follows the month
    """

    month: int
    day: int
    lunar: bool = False
    leap: bool = False


def next_on(what: Returning, after: date, *, lunar: Lunar) -> date | None:
    """The first day it falls on, `after` itself included; None where the calendars end.

    A lunar year begins in January or February, so the one before may still be running.
    """
    for year in range(after.year - 1, after.year + YEARS_AHEAD + 1):
        day = _in_lunar_year(what, year, lunar) if what.lunar else _in_solar_year(what, year)
        if day is not None and day >= after:
            return day
    return None


def exists(what: Returning) -> bool:
    """Whether there is such a day in any year: 30 February and the 31st of a lunar month are not."""
    if what.lunar:
        return 1 <= what.month <= 12 and 1 <= what.day <= 30
    try:
        date(2000, what.month, what.day)  # a leap year
    except ValueError:
        return False
    return not what.leap


def _in_solar_year(what: Returning, year: int) -> date | None:
    for day in (what.day, what.day - 1):
        try:
            return date(year, what.month, day)
        except ValueError:
            continue
    return None


def _in_lunar_year(what: Returning, year: int, lunar: Lunar) -> date | None:
    for leap in (True, False) if what.leap else (False,):
        for day in (what.day, what.day - 1) if what.day == 30 else (what.day,):
            try:
                return lunar(year, what.month, day, leap)
            except ValueError:
                continue
    return None
