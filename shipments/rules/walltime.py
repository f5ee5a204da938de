"""A time of day on the wall of an outlet, on a given day or on one of the days after it.

Pure. Written "11:30", "24:00" (the midnight that ends the day) or "+1 11:30" (on the next day).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"(?:\+(\d) )?(\d\d):(\d\d)(?::(\d\d))?")


@dataclass(frozen=True, slots=True, order=True)
class WallTime:
    """`clock` on the day that is `days` after the day in question."""

    days: int
    clock: time

    @classmethod
    def of(cls, written: str) -> Self:
        """Read "09:30", "09:30:15", "24:00" or "+1 11:30".

        raises     ValueError when it is none of these
        """
        found = _WRITTEN.fullmatch(written)
        if not found:
            raise ValueError(f"{written!r} is no time of day such as '09:30', '24:00' or '+1 11:30'")
        days, hour, minute, second = (int(part or 0) for part in found.groups())
        if (hour, minute, second) == (24, 0, 0):
            days, hour = days + 1, 0
        return cls(days, time(hour, minute, second))

    def __str__(self) -> str:
        clock = self.clock.isoformat("seconds" if self.clock.second else "minutes")
        if not self.days:
            return clock
        if (self.days, clock) == (1, "00:00"):
            return "24:00"
        return f"+{self.days} {clock}"

    def on(self, day: date, zone: ZoneInfo) -> datetime:
        """The instant, in UTC, that this is on `day` in `zone`."""
        if self.days:
            day += timedelta(days=self.days)
        return datetime.combine(day, self.clock, zone).astimezone(UTC)
