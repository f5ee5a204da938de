"""When the monitor day closes on a duty: never done by then, it is charged, once.

Pure.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shipments.rules.edition import Edition


def closes_at(due_at: datetime, edition: Edition) -> datetime:
    """The first closing hour at or after `due_at`, in the edition's zone."""
    zone = ZoneInfo(edition.zone)
    day = due_at.astimezone(zone).date()
    closing = edition.monitor_closes_at.on(day, zone)
    if closing < due_at.astimezone(UTC):
        closing = edition.monitor_closes_at.on(day + timedelta(days=1), zone)
    return closing.astimezone(zone)
