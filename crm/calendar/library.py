"""Holidays as the `holidays` library knows them."""

import holidays

from crm.calendar.rules.working_days import Special, specials_of

MAKE_UP = "调休上班"
#: How the library writes a day that has no name of its own.
_MOVED = ("休息日", "（观察日）", "(observed)")


def library_year(year: int) -> list[Special]:
    """China's holidays of a year. Before the decree, in late autumn, it has no day that makes up for one."""
    calendar = holidays.country_holidays("CN", years=(year - 1, year, year + 1), language="zh_CN")
    off = {day: _name(written) for day, written in calendar.items()}
    return specials_of(year, off, set(calendar.weekend_workdays), MAKE_UP)


def _name(written: str) -> str:
    first = written.split(";")[0].strip().removesuffix("（补假）")
    return "" if any(mark in first for mark in _MOVED) else first
