"""B8: the network's month on the dashboard."""

from django.db import connection

from crm.home.bench.effort import Effort
from crm.home.bench.meters import Take, in_turns, seconds, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.queries import figures_by_day
from crm.home.sql import bench_legs as sql
from shipments.quality.models import OutletDay

#: A read of some milliseconds is timed many times over.
TIMES = 20


def month(scratch: Scratch, effort: Effort) -> Outcome:
    """As the dashboard reads it, from the roll-up, against the duties themselves; and beside ten times as many."""
    rolled, raw = in_turns(lambda: _rolled(scratch, effort.pieces), lambda: _raw(scratch, effort.pieces), rounds=3)
    many, few = in_turns(
        lambda: _rolled(scratch, effort.pieces), lambda: _rolled(scratch, effort.fewer), rounds=effort.rounds
    )
    figures = {"roll_up_ms": 1000 * seconds(rolled) / TIMES, "raw_ms": 1000 * seconds(raw)}
    return Outcome(seconds(rolled) / TIMES / seconds(raw), figures, growth=seconds(many) / seconds(few))


def _rolled(scratch: Scratch, pieces: int) -> Take:
    plan = scratch.use(pieces)
    rows = OutletDay.objects.all()

    def read() -> int:
        return sum(len(figures_by_day(rows, first=plan.first_day, last=plan.last_day)) for _ in range(TIMES))

    read()
    return timed(read)


def _raw(scratch: Scratch, pieces: int) -> Take:
    plan = scratch.use(pieces)

    def read() -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql.MONTH, {"first": plan.first_day, "last": plan.last_day})
            return len(cursor.fetchall())

    return timed(read)
