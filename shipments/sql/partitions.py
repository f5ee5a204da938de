"""The partitions of the scan events: one a month, and one a year of the time before anybody scanned with us.

Volume    one statement a month, and one for every month or old year that scans are imported from.
Locking   a short exclusive lock on the parent while a partition is attached; two makers are told apart by an
          advisory lock.
"""

from datetime import UTC, datetime

from django.db import connection, transaction

MAKE = """
CREATE TABLE IF NOT EXISTS shipments_scanevent_{name} PARTITION OF shipments_scanevent
   FOR VALUES FROM ('{since}') TO ('{until}')
"""
STANDING = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'shipments_scanevent'::regclass"
#: Scans of earlier years come with histories only: few a month, and many months at once.
MONTHLY_FROM = 2020
_LOCK = 0x59494B45  # any constant: who makes partitions holds it

_known: dict[str, set[tuple[int, int]]] = {}


def ensure_partitions(months: set[tuple[int, int]]) -> int:
    """Make the partitions of these UTC (year, month) pairs; returns how many were missing."""
    known = _known.setdefault(str(connection.settings_dict["NAME"]), set())
    if months <= known:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(STANDING)
        standing = {name.removeprefix("shipments_scanevent_") for (name,) in cursor.fetchall()}
        spans = {_span(month, standing) for month in months - known}
        missing = sorted(span for span in spans if _name(span) not in standing)
        for year, month in missing:
            since = datetime(year, month or 1, 1, tzinfo=UTC)
            until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) if month else since.replace(year + 1)
            name = _name((year, month))
            cursor.execute(MAKE.format(name=name, since=since.isoformat(), until=until.isoformat()))
    transaction.on_commit(lambda: known.update(months))
    return len(missing)


def _span(month: tuple[int, int], standing: set[str]) -> tuple[int, int]:
    """The month, or (year, 0) for all of an old year: unless a month of it has a partition already."""
    year = month[0]
    if year >= MONTHLY_FROM or any(name.startswith(f"{year:04d}_") for name in standing):
        return month
    return year, 0


def _name(span: tuple[int, int]) -> str:
    return f"{span[0]:04d}_{span[1]:02d}" if span[1] else f"{span[0]:04d}"
