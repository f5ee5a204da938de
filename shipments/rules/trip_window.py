"""Which trips an outlet has before it: today's, and those of the last hours that still stand loaded.

Pure. Without the second, a truck of 23:50 would vanish at midnight before anybody could report it.
"""

from datetime import datetime, time, timedelta
from typing import NamedTuple

#: A truck that is not unloaded so long after its planned arrival is no longer waited for.
LOADED_FOR = timedelta(hours=12)


class TripWindow(NamedTuple):
    """Planned from `since` until `until`; not unloaded yet, from `loaded_since` on."""

    since: datetime
    until: datetime
    loaded_since: datetime


def trip_window(at: datetime) -> TripWindow:
    """
    at         in the network's zone: its day begins at that zone's midnight
    """
    since = datetime.combine(at.date(), time.min, at.tzinfo)
    until = datetime.combine(at.date() + timedelta(days=1), time.min, at.tzinfo)
    return TripWindow(since, until, min(since, at - LOADED_FOR))
