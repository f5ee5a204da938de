"""The monthly partitions of the scan events.

Volume    one statement a month, and one for every month that old scans are imported from.
Locking   a short exclusive lock on the parent while a partition is attached; two makers are told apart by an
          advisory lock.
"""

from datetime import UTC, datetime

from django.db import connection, transaction

MAKE = """
CREATE TABLE IF NOT EXISTS shipments_scanevent_{name} PARTITION OF shipments_scanevent
   FOR VALUES FROM ('{since}') TO ('{until}')
"""
_LOCK = 0x59494B45  # any constant: who makes partitions holds it

_known: dict[str, set[tuple[int, int]]] = {}


def ensure_partitions(months: set[tuple[int, int]]) -> int:
    """Make the partitions of these UTC (year, month) pairs; returns how many were missing."""
    known = _known.setdefault(str(connection.settings_dict["NAME"]), set())
    if months <= known:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        missing = sorted(month for month in months - known if not _exists(cursor, month))
        for year, month in missing:
            since = datetime(year, month, 1, tzinfo=UTC)
            until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
            cursor.execute(MAKE.format(name=_name((year, month)), since=since.isoformat(), until=until.isoformat()))
    transaction.on_commit(lambda: known.update(months))
    return len(missing)


def _name(month: tuple[int, int]) -> str:
    return f"{month[0]:04d}_{month[1]:02d}"


def _exists(cursor: object, month: tuple[int, int]) -> bool:
    cursor.execute("SELECT to_regclass(%s)", [f"shipments_scanevent_{_name(month)}"])
    return cursor.fetchone()[0] is not None
