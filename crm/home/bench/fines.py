"""B6 and B7: a tick of the fine sweep."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from crm.home.bench.effort import Effort
from crm.home.bench.fresh import EVERYWHERE, fresh_batches
from crm.home.bench.meters import Take, in_turns, rate, seconds, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.sql import bench_legs as sql
from shipments.models import ArrivalToJudge
from shipments.quality.services.late_scans import judge_arrivals
from shipments.services.closing import close_arrivals
from shipments.services.scans import record_columns

#: Where a fine goes, in the order it is written.
TWINS = {table: f"bench_{table}" for table in ("quality_violation", "quality_fine", "quality_ledgerentry")}


def tick_growth(scratch: Scratch, effort: Effort) -> Outcome:
    """B6: closing what is due and fining as many late scans, beside ten times as many pieces."""

    def leg(pieces: int) -> Take:
        scratch.use(pieces)
        _fall_due(effort)
        return timed(_tick)

    many, few = in_turns(lambda: leg(effort.pieces), lambda: leg(effort.fewer), rounds=effort.rounds)
    return Outcome(seconds(many) / seconds(few), {"tick_s": seconds(many), "tenth_tick_s": seconds(few)})


def fines_against_insert(scratch: Scratch, effort: Effort) -> Outcome:
    """B7: judging and posting, against INSERT … SELECT of the very rows that were posted into twins of their tables."""
    scratch.use(effort.pieces)
    with _twins():

        def post() -> Take:
            _fall_due(effort)
            return timed(_tick)

        posted, copied = in_turns(post, lambda: _copied(effort), rounds=effort.rounds)
    return Outcome(rate(posted) / rate(copied), {"fines_s": rate(posted), "insert_fines_s": rate(copied)})


def _fall_due(effort: Effort) -> None:
    """So many scans come in that are late already."""
    while close_arrivals(timezone.now()):
        pass
    for batch in fresh_batches(effort.due // effort.batch, size=effort.batch, late=True):
        record_columns(batch.scans, source="bench", access=EVERYWHERE, at=timezone.now())
    waiting = ArrivalToJudge.objects.count()
    if waiting != effort.due:
        raise SystemExit(f"{waiting} duties wait for judgement where {effort.due} were made late.")


def _tick() -> int:
    at, posted = timezone.now(), 0
    while close_arrivals(at):
        pass
    while (judged := judge_arrivals(at)).duties:
        posted += judged.posted
    return posted


@contextmanager
def _twins() -> Iterator[None]:
    """Tables like those a fine goes to, with the same indexes and keys."""
    with connection.cursor() as cursor:
        for table, twin in TWINS.items():
            cursor.execute(sql.DROP_TWIN.format(twin=twin))
            cursor.execute(sql.TWIN.format(twin=twin, table=table))
            cursor.execute(sql.KEYS, {"table": table})
            for (definition,) in cursor.fetchall():
                cursor.execute(sql.ADD_KEY.format(twin=twin, definition=definition))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for twin in reversed(TWINS.values()):
                cursor.execute(sql.DROP_TWIN.format(twin=twin))


def _copied(effort: Effort) -> Take:
    """The newest rows of each table, as many as there are fines in a tick, in one transaction."""

    def copy() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, twin in TWINS.items():
                cursor.execute(sql.COPY_NEWEST.format(twin=twin, table=table), {"limit": effort.due})
            return cursor.rowcount

    with connection.cursor() as cursor:
        cursor.execute(sql.EMPTY.format(twins=", ".join(TWINS.values())))
    return timed(copy)
