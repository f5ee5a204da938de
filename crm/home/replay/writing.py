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

from crm.home.replay.mapping import MappedEvent
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
    ordinary: list[_Told] = []
    odd: list[_Told] = []
    for row in rows:
        (odd if row.is_odd else ordinary).extend(_told(stage, row))
    columns = [list(column) for column in zip(*ordinary, strict=True)][:6]
    if ordinary and not record_whole(WholeHistories(*columns, grade=BEST), source=SOURCE, access=NETWORK, at=at):
        odd += ordinary
    for start in range(0, len(odd), LONGEST_BATCH):
        scans = [_scan(*told) for told in odd[start : start + LONGEST_BATCH]]
        record_scans(scans, source=SOURCE, access=NETWORK, at=at)


_Told = tuple[str, str, str, str, datetime, str, MappedEvent]


def _told(stage: Stage, row: Played) -> Iterator[_Told]:
    """The row's scans: event id, kind, piece, outlet, instant, trip, and the map's event."""
    code, trip_no = stage.code(row), stage.trip_no(row)
    for index, (event, occurred_at) in enumerate(row.events):
        on_trip = event.kind == "arrival" or event.kind == "departure"
        event_id = _event_id(stage.replay.digest, row.line, index)
        yield event_id, event.kind, row.number, code, occurred_at, trip_no if on_trip else "", event


def _event_id(digest: str, line: int, index: int) -> str:
    """The same for the same event of the same replay: a UUID of version 8, which leaves its bits to us."""
    return f"{digest[:8]}-{digest[8:12]}-8{digest[12:15]}-8{index:03x}-{line:012x}"


def _scan(
    event_id: str, kind: str, number: str, code: str, occurred_at: datetime, trip_no: str, event: MappedEvent
) -> Scan:
    detail = None
    if kind == "problem":
        detail = {"problem": {"occurred_at": occurred_at.isoformat(), **(event.problem or {})}}
    return Scan(UUID(event_id), kind, number, code, occurred_at, trip_no=trip_no, grade=BEST, detail=detail)
