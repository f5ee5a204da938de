"""A month of made-up history in an empty database, as large as wanted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from crm.home.sql import bench_filling as sql
from outlets.models import Hub, Outlet, Region
from shipments.models import LineHaulTrip
from shipments.quality.models import OutletDay
from shipments.quality.services.figures import fold_figures
from shipments.quality.services.late_scans import judge_arrivals
from shipments.services.trips import NewTrip, register_trips
from shipments.sql.partitions import ensure_partitions

DAYS = 30
SHIFTS = {"early": time(5, 30), "mid": time(12, 30)}
#: Of a thousand pieces so many were scanned late, and charged.
LATE = 10
STEP = 1_000_000
#: A network has as many outlets whatever they carry; only a mere trial gets along with a few.
OUTLETS, FEW_OUTLETS, SMALL = 400, 6, 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a filled database holds."""

    pieces: int
    first_day: date
    last_day: date


def fill(pieces: int, *, at: datetime, say: Callable[[str], None]) -> Plan:
    """Outlets, trips with their clocks, and `pieces` delivered pieces of the month before `at`."""
    trips = _trips(make_outlets(OUTLETS if pieces >= SMALL else FEW_OUTLETS), at=at)
    values = {"trip": trips[0].pk, "trips": len(trips), "pieces": pieces, "late": LATE}
    days = [timezone.localdate(trips[0].planned_at) + timedelta(days=n) for n in range(-1, DAYS + 3)]
    ensure_partitions({(day.year, day.month) for day in days} | {(at.astimezone(UTC).year, at.astimezone(UTC).month)})
    with connection.cursor() as cursor:
        cursor.execute(sql.PATIENT)
        with _indexes_built_at_the_end(cursor, say):
            for first in range(1, pieces + 1, STEP):
                last = min(first + STEP - 1, pieces)
                for statement in (sql.WAYBILLS, sql.PIECES, sql.ARRIVALS, sql.RUNS, sql.EVENTS):
                    cursor.execute(statement, {**values, "first": first, "last": last})
                say(f"  {last:,} pieces")
            cursor.execute(sql.LATE, values)
            cursor.execute(sql.KEYS)
        for table in sql.TABLES[:4]:
            cursor.execute(sql.SETTLE, {"table": table, "pieces": pieces})
        cursor.execute(sql.CLOSE)
        cursor.execute("VACUUM (FREEZE, ANALYZE)")
        say("  the late ones are charged, the days counted")
        while judge_arrivals(at).duties:
            pass
        cursor.execute("TRUNCATE shipments_daytouched")
        cursor.execute(sql.TOUCH)
        while fold_figures(at):
            pass
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        cursor.execute(sql.USUAL)
    return reopen(pieces)


def reopen(pieces: int) -> Plan:
    days = OutletDay.objects.aggregate(first=Min("day"), last=Max("day"))
    return Plan(pieces, days["first"], days["last"])


def make_outlets(count: int) -> list[Outlet]:
    region = Region.objects.create(code="BENCH", name="Bench")
    hub = Hub.objects.create(code="BENCH", name="Bench", region=region)
    return Outlet.objects.bulk_create(
        Outlet(code=f"B{n:04d}", name=f"Bench {n}", region=region, hub=hub, kind="same_day") for n in range(count)
    )


def _trips(outlets: list[Outlet], *, at: datetime) -> list[LineHaulTrip]:
    """Two trucks a day and outlet, in the order they come; the last ones came the day before yesterday."""
    trips = []
    for back in range(DAYS + 1, 1, -1):
        for shift, hour in SHIFTS.items():
            came = timezone.make_aware(datetime.combine(timezone.localdate(at) - timedelta(days=back), hour))
            new = [
                NewTrip(f"{outlet.code}-{came:%Y%m%d}-{shift}", outlet, shift, came, came, came + timedelta(minutes=30))
                for outlet in outlets
            ]
            trips += register_trips(new, by=None, at=at)
    return trips


@contextmanager
def _indexes_built_at_the_end(cursor: object, say: Callable[[str], None]) -> Iterator[None]:
    """Sorting once is several times faster than a million insertions. Keys to other tables hold by construction."""
    tables = {"tables": list(sql.TABLES)}
    cursor.execute(sql.INDEXES, tables)
    indexes = cursor.fetchall()
    cursor.execute(sql.CONSTRAINTS, tables)
    constraints = cursor.fetchall()
    for table, name, _foreign, _is in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _is in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, foreign, definition in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}{" NOT VALID" if foreign else ""}')
    say("  indexes")
