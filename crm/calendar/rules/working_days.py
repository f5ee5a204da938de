"""Which days couriers work: Monday to Saturday, but for holidays, and the days that make up for them.

Pure.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

#: Sunday: the network works six days.
REST = frozenset({6})
_WEEKEND = frozenset({5, 6})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Special:
    """A day that is not what its weekday says."""

    day: date
    worked: bool
    name: str


def works(day: date, specials: Mapping[date, bool]) -> bool:
    """
    specials   day → whether it is worked, of those that are not what their weekday says
    """
    return specials.get(day, day.weekday() not in REST)


def specials_of(year: int, off: Mapping[date, str], made_up: Collection[date], make_up: str) -> list[Special]:
    """A year's special days from offices' holidays, which are weekdays: the weekend inside a holiday belongs to it.

    off       day → name, as the decree or the calendar gives it; a day moved there has no name of its own: ""
    made_up   weekend days that offices work
    make_up   what such a day is called
    """
    holidays: dict[date, str] = {}
    for day in sorted(off):
        if day not in holidays:
            stretch = _stretch(day, off, made_up)
            names = Counter(off[each] for each in stretch if off.get(each))
            name = names.most_common(1)[0][0] if names else ""
            holidays.update((each, off.get(each) or name) for each in stretch)
    found = [Special(day, False, name) for day, name in holidays.items()]
    found += [Special(day, True, make_up) for day in made_up]
    return sorted((each for each in found if each.day.year == year), key=lambda each: each.day)


def _stretch(day: date, off: Mapping[date, str], made_up: Collection[date]) -> list[date]:
    """The days around this one on which no office works."""
    first = last = day
    while _free(first - _DAY, off, made_up):
        first -= _DAY
    while _free(last + _DAY, off, made_up):
        last += _DAY
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def _free(day: date, off: Mapping[date, str], made_up: Collection[date]) -> bool:
    return day in off or (day.weekday() in _WEEKEND and day not in made_up)
