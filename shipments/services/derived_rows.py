"""What follows from new scans that go row by row: arrivals, runs and piece states, brought in line."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from crm.shared.bulk import array_literal, execute
from shipments.models import Piece
from shipments.rules.history import RANK, TELLING, Done, Event, telling_key
from shipments.services.histories import refold
from shipments.sql import ingest

#: Kinds that the one-statement path cannot say: their waybills are folded afresh.
FOLDED = frozenset({"problem", "forwarded", "void"})
ACTS = frozenset({"out_for_delivery", "delivered", "signed"})
DELIVERIES = frozenset({"delivered", "signed"})


@dataclass(frozen=True, slots=True)
class KnownPiece:
    """A scanned piece, locked by the caller."""

    pk: int
    waybill: int
    kind: str
    destination: int
    irregular: bool


def apply_events(events: list[Event], pieces: dict[int, KnownPiece]) -> None:
    """Bring the derived rows in line: ordinary waybills in four statements, the others by folding.

    pieces   by key, all locked
    writes   arrivals, runs, pieces, touched days, deliveries told; for folded waybills see `histories.refold`
    """
    _move_pieces(events)
    folded = {pieces[event.piece].waybill for event in events if _needs_folding(event, pieces[event.piece])}
    plain = [event for event in events if pieces[event.piece].waybill not in folded]
    folded |= _arrive(plain, pieces)
    folded |= _do(plain, pieces, skip=folded)
    trips = list({event.trip for event in plain if event.trip})
    acts = list({pieces[event.piece].waybill for event in plain if event.kind in ACTS})
    with connection.cursor() as cursor:
        cursor.execute(ingest.TOUCH_DAYS, {"trip_ids": trips, "waybill_ids": acts})
    _tell_deliveries(events, pieces)
    if folded:
        Piece.objects.filter(waybill_id__in=folded).update(irregular=True)
        refold(folded)


def _tell_deliveries(events: list[Event], pieces: dict[int, KnownPiece]) -> None:
    told = [
        (pieces[event.piece].waybill, event.occurred_at)
        for event in events
        if event.kind in DELIVERIES and pieces[event.piece].kind == Piece.Kind.MASTER
    ]
    if told:
        waybills, delivered = map(array_literal, zip(*told, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(ingest.TELL_DELIVERIES, {"waybills": waybills, "delivered": delivered})


def _needs_folding(event: Event, piece: KnownPiece) -> bool:
    return (
        piece.irregular
        or event.kind in FOLDED
        or event.corrects is not None
        or (event.kind == "arrival" and event.trip is None)
    )


def _move_pieces(events: list[Event]) -> None:
    seen: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        seen[event.piece].append(event)
    rows = []
    for piece, group in seen.items():
        telling = [event for event in group if event.kind in RANK]
        last = max(telling, key=telling_key) if telling else None
        times = [event.occurred_at for event in group]
        rows.append((piece, min(times), max(times), *_state(last)))
    names = ("piece_id", "seen_from", "seen_until", "state", "state_at", "state_event", "state_outlet_id")
    execute(ingest.MOVE_PIECES, names, rows, telling=list(TELLING))


def _state(last: Event | None) -> tuple[str | None, datetime | None, UUID | None, int | None]:
    return (last.kind, last.occurred_at, last.event_id, last.outlet) if last else (None, None, None, None)


def _arrive(events: list[Event], pieces: dict[int, KnownPiece]) -> set[int]:
    """Expect and meet arrivals, start runs. Returns the waybills that must be folded from here on."""
    scans: dict[tuple[int, int], Done | None] = {}
    for event in events:
        if event.trip is None or event.kind not in {"departure", "arrival"}:
            continue
        key = (event.piece, event.trip)
        done = Done(event.occurred_at, event.error_ms, event.grade) if event.kind == "arrival" else None
        if key not in scans or (done and done.better_than(scans[key])):
            scans[key] = done
    if not scans:
        return set()
    rows = [(*key, done.at, done.error_ms, done.grade) if done else (*key, None, 0, "") for key, done in scans.items()]
    names = ("piece_id", "trip_id", "scanned_at", "error_ms", "grade")
    execute(ingest.EXPECT_AND_MEET_ARRIVALS, names, sorted(rows, key=lambda row: row[:2]))
    masters = [(pieces[piece].waybill, pieces[piece].destination, trip) for piece, trip in scans]
    masters = [row for row, (piece, _trip) in zip(masters, scans, strict=True) if pieces[piece].kind == "master"]
    names = ("waybill_id", "destination_id", "trip_id")
    twice = {row[0] for row in execute(ingest.START_RUNS, names, sorted(masters), fetch=True)}
    return twice | _several(waybill for waybill, *_rest in masters)


def _several(waybills: Iterable[int]) -> set[int]:
    """Waybills that one batch puts on two trips."""
    seen: set[int] = set()
    return {waybill for waybill in waybills if waybill in seen or seen.add(waybill)}


@dataclass(slots=True)
class _Acts:
    out_at: datetime | None = None
    delivered: Done | None = None
    signed: Done | None = None


def _do(events: list[Event], pieces: dict[int, KnownPiece], *, skip: set[int]) -> set[int]:
    """Write what was done for the waybills. Returns those whose run is not known yet."""
    acts: dict[tuple[int, int], _Acts] = defaultdict(_Acts)
    for event in events:
        known = pieces[event.piece]
        if event.kind not in ACTS or known.kind != "master" or known.waybill in skip:
            continue
        act = acts[known.waybill, event.outlet]
        done = Done(event.occurred_at, event.error_ms, event.grade)
        if event.kind == "out_for_delivery":
            act.out_at = min(act.out_at or event.occurred_at, event.occurred_at)
            continue
        # A signature without an earlier delivery stands for both.
        if done.better_than(act.delivered):
            act.delivered = done
        if event.kind == "signed" and done.better_than(act.signed):
            act.signed = done
    if not acts:
        return set()
    rows = [(*key, act.out_at, *_as_row(act.delivered), *_as_row(act.signed)) for key, act in acts.items()]
    names = ("waybill_id", "outlet_id", "out_at", "delivered_at", "delivered_error_ms", "delivered_grade")
    names += ("signed_at", "signed_error_ms", "signed_grade")
    found = {row[0] for row in execute(ingest.DO_RUNS, names, sorted(rows, key=lambda row: row[:2]), fetch=True)}
    return {waybill for waybill, _outlet in acts} - found | _several(waybill for waybill, _outlet in acts)


def _as_row(done: Done | None) -> tuple[datetime | None, int, str]:
    return (done.at, done.error_ms, done.grade) if done else (None, 0, "")
