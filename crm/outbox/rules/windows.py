"""The hours in which somebody may be written to, and the next instant inside them. Pure.

source   rule L21: promotions from 08:00 to 21:00 at the widest
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
#: What the law leaves to greetings and offers; headquarters may narrow it.
WIDEST_PROMOTION = (time(8), time(21))


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` until before `closes`, every day of the network."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("A window opens before it closes.")

    def holds(self, at: datetime) -> bool:
        return self.opens <= at.astimezone(ZONE).time() < self.closes


def next_allowed(at: datetime, window: Window) -> datetime:
    """`at` itself inside the window, else the next opening. at: aware."""
    if window.holds(at):
        return at
    local = at.astimezone(ZONE)
    day = local.date() if local.time() < window.opens else local.date() + timedelta(days=1)
    return datetime.combine(day, window.opens, ZONE)


def next_day(at: datetime, window: Window) -> datetime:
    """The opening of the network's next day."""
    return datetime.combine(at.astimezone(ZONE).date() + timedelta(days=1), window.opens, ZONE)


def last_before(at: datetime, window: Window) -> datetime | None:
    """The last minute of the window that lies before `at` on its day or the day before; None when it never opened."""
    local = at.astimezone(ZONE)
    for back in (0, 1):
        day = local.date() - timedelta(days=back)
        opens, closes = (datetime.combine(day, clock, ZONE) for clock in (window.opens, window.closes))
        if opens < local:
            return min(local, closes) - timedelta(minutes=1)
    return None
