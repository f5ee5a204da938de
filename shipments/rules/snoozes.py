"""How long an open duty may be put aside.

Pure. Putting aside hides a row from what is next and comes back by itself; no deadline moves.
"""

from datetime import datetime, timedelta

#: A duty is back on the list so long before it is due.
BACK_BEFORE = timedelta(minutes=15)
SHORTEST = timedelta(minutes=5)


def latest_snooze(due_at: datetime, *, at: datetime) -> datetime | None:
    """Until when a duty may rest; None when it is due too soon, or overdue."""
    latest = due_at - BACK_BEFORE
    return latest if latest >= at + SHORTEST else None
