"""Writing a history's rows through the services of any day's work: waybills, and all their scans at once.

A batch is one transaction with the place it has reached, so a replay that is killed goes on where it was.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from crm.home.replay.reading import Played, RefusedRow
from crm.home.replay.staging import Stage
from outlets.access import Access
from shipments.services.scans import LONGEST_BATCH, Scan, record_scans
from shipments.services.waybills import NewWaybill, Party, enter_waybills
from shipments.services.whole_histories import WholeHistories, record_whole

#: Batches written at a time, each over a connection of its own.
WRITERS = 2
SOURCE = "replay"
#: History is judged as if each scan had been told at once.
BEST = "A"
NETWORK = Access(network=True, outlet_ids=frozenset(), roles=frozenset())
_NOBODY = Party("—", "—", "—")
_ONE_KG = Decimal(1)
# No writer waits longer for another: whoever does would wait for ever.
_SETTINGS = "SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = '60s'"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of the file, one after the other; their outlets and trips are there."""

    played: list[Played]
    refused: list[RefusedRow]

    @classmethod
    def of(cls, lines: Sequence[Played | RefusedRow]) -> "Batch":
        return cls(
            [line for line in lines if isinstance(line, Played)],
            [line for line in lines if isinstance(line, RefusedRow)],
        )

    def __len__(self) -> int:
        return len(self.played) + len(self.refused)


class Writers:
    """Batches are written side by side and committed in the order in which they were handed in."""

    def __init__(self, stage: Stage, *, at: datetime) -> None:
        self.stage, self.at = stage, at
        self._pool = ThreadPoolExecutor(WRITERS)
        self._under_way: deque[tuple[Future[None], set[str]]] = deque()

    def __enter__(self) -> "Writers":
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown()

    def hand_in(self, batch: Batch) -> int:
        """Begin to write it; returns how many batches have been committed meanwhile."""
        if connection.in_atomic_block:  # of the caller's, which only this thread can see
            _write(self.stage, batch, at=self.at)
            return 1
        numbers = {row.number for row in batch.played}
        # A number of two batches belongs to the first: the second must see it.
        clash = any(not numbers.isdisjoint(others) for _future, others in self._under_way)
        done = self.wait_until(0 if clash else WRITERS)
        before = self._under_way[-1][0] if self._under_way else None
        future = self._pool.submit(_write_apart, self.stage, batch, at=self.at, before=before)
        self._under_way.append((future, numbers))
        return done

    def wait_until(self, left: int) -> int:
        """Wait until no more than so many batches are under way; returns how many have been committed."""
        done = 0
        while len(self._under_way) > left:
            self._under_way.popleft()[0].result()
            done += 1
        return done


def _write_apart(stage: Stage, batch: Batch, *, at: datetime, before: Future[None] | None) -> None:
    try:
        _write(stage, batch, at=at, before=before)
    finally:
        connection.close()


def _write(stage: Stage, batch: Batch, *, at: datetime, before: Future[None] | None = None) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
        entered = enter_waybills([_waybill(stage, row) for row in batch.played], access=NETWORK, at=at)
        dropped = {refusal.index for refusal in entered.refused}
        _record(stage, [row for i, row in enumerate(batch.played) if i not in dropped], at=at)
        refused = [[row.line, row.reason] for row in batch.refused]
        refused += [[batch.played[no.index].line, f"{no.number}: {no.detail}"] for no in entered.refused]
        if before:
            before.result()
        replay = stage.replay
        replay.lines += len(batch)
        replay.taken += len(entered.created)
        replay.refused += sorted(refused)
        replay.save()


def _waybill(stage: Stage, row: Played) -> NewWaybill:
    code = stage.code(row)
    return NewWaybill(row.number, "standard", code, code, _NOBODY, _NOBODY, _ONE_KG, entered_at=row.unloaded_at)


def _record(stage: Stage, rows: Sequence[Played], *, at: datetime) -> None:
    """All scans of these rows: those with a problem record are folded by their own rules, the others told whole."""
    odd, ordinary = [], []
    for row in rows:
        (odd if row.is_odd else ordinary).append(row)
    if ordinary and not record_whole(_whole(stage, ordinary), source=SOURCE, access=NETWORK, at=at):
        odd = list(rows)
    scans = [scan for row in odd for scan in _scans(stage, row)]
    for start in range(0, len(scans), LONGEST_BATCH):
        record_scans(scans[start : start + LONGEST_BATCH], source=SOURCE, access=NETWORK, at=at)


def _whole(stage: Stage, rows: Sequence[Played]) -> WholeHistories:
    digest = stage.replay.digest
    events = [(place, row.line, row.events) for place, row in enumerate(rows, 1)]
    return WholeHistories(
        pieces=[row.number for row in rows],
        outlets=[stage.code(row) for row in rows],
        trip_nos=[stage.trip_no(row) for row in rows],
        event_ids=[_event_id(digest, line, index) for _place, line, told in events for index in range(len(told))],
        kinds=[event.kind for row in rows for event, _at in row.events],
        occurred_at=[occurred_at for row in rows for _event, occurred_at in row.events],
        places=[place for place, _line, told in events for _each in told],
        grade=BEST,
    )


def _event_id(digest: str, line: int, index: int) -> str:
    """The same for the same event of the same replay, rising with the lines: a UUID of version 8."""
    place = f"{line:012x}{index:03x}"
    return f"{digest[:8]}-{place[:4]}-8{place[4:7]}-8{place[7:10]}-{place[10:]}{digest[8:15]}"


def _scans(stage: Stage, row: Played) -> Iterator[Scan]:
    for index, (event, occurred_at) in enumerate(row.events):
        detail = None
        if event.kind == "problem":
            detail = {"problem": {"occurred_at": occurred_at.isoformat(), **(event.problem or {})}}
        yield Scan(
            UUID(_event_id(stage.replay.digest, row.line, index)),
            event.kind,
            row.number,
            stage.code(row),
            occurred_at,
            trip_no=stage.trip_no(row) if event.kind in {"arrival", "departure"} else "",
            grade=BEST,
            detail=detail,
        )
