"""Taking in scans: from partners, desks, phones, imports and replays alike.

An event is kept once, by its id, whatever is sent again. Each batch is one transaction: the answer is only given
after it is durable, and a batch that dies half-way never happened.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from crm.shared.bulk import array_literal, columns
from outlets.access import Access
from shipments.models import LineHaulTrip, Piece, ScanKey
from shipments.rules.evidence import FUTURE_TOLERANCE, grade_by_age
from shipments.rules.history import RANK, TELLING, Done, Event, telling_key
from shipments.services.histories import refold
from shipments.sql import ingest
from shipments.sql.partitions import ensure_partitions

#: Kinds that the one-statement path cannot say: their waybills are folded afresh.
FOLDED = frozenset({"problem", "forwarded", "void"})
LONGEST_BATCH = 2000
DEADLOCK = "40P01"


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as its source tells it; codes and numbers as printed, instants aware.

    grade         "" lets the age decide, as for every server's own clock
    received_at   when it had reached us, for history that is told afterwards; None: when it is recorded
    detail        operator, previous_stop, next_stop, signer, signer_relation, weight_kg, problem{…}
    """

    event_id: UUID
    kind: str
    piece: str
    outlet: str
    occurred_at: datetime
    trip_no: str = ""
    shift: str = ""
    device_at: datetime | None = None
    error_ms: int = 0
    grade: str = ""
    corrects: UUID | None = None
    detail: dict[str, Any] | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    index: int
    event_id: str
    code: str
    detail: str


@dataclass(slots=True)
class Receipt:
    """accepted + duplicates + rejected is what was sent."""

    accepted: int = 0
    duplicates: int = 0
    rejected: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """A scanned piece, locked."""

    pk: int
    waybill: int
    kind: str
    destination: int
    irregular: bool


@dataclass(frozen=True, slots=True)
class _Trip:
    pk: int
    outlet: int


def record_scans(scans: Sequence[Scan], *, source: str, access: Access, at: datetime) -> Receipt:
    """Keep these scans and bring arrivals, runs and piece states in line with them.

    source   who told: partner:<prefix>, user:<id>, import:<id>, replay, demo
    access   events of outlets outside it are rejected
    at       when we received them
    writes   scan keys and events, arrivals, runs, pieces, touched days; for the rest see `histories.refold`
    """
    if len(scans) > LONGEST_BATCH:
        raise ValueError(f"At most {LONGEST_BATCH} scans a call.")
    months = {(s.occurred_at.astimezone(UTC).year, s.occurred_at.astimezone(UTC).month) for s in scans}
    ensure_partitions({month for month in months if datetime(*month, 1, tzinfo=UTC) <= at + FUTURE_TOLERANCE})
    for attempt in range(3):
        try:
            with transaction.atomic():
                return _record(scans, source=source, access=access, at=at)
        except OperationalError as clash:
            if getattr(clash.__cause__, "pgcode", None) != DEADLOCK or attempt == 2:
                raise


def _record(scans: Sequence[Scan], *, source: str, access: Access, at: datetime) -> Receipt:
    receipt = Receipt()
    pieces = _lock_pieces(scans)
    good = _check(scans, pieces, access=access, at=at, receipt=receipt)
    taken = _take_keys([event.event_id for event, _scan in good])
    fresh = []
    for event, scan in good:
        if event.event_id in taken:
            taken.remove(event.event_id)
            fresh.append((event, scan))
    receipt.accepted = len(fresh)
    receipt.duplicates = len(good) - len(fresh)
    if fresh:
        _add_events(fresh, source=source, at=at)
        _apply([event for event, _scan in fresh], {known.pk: known for known in pieces.values()})
    return receipt


def _lock_pieces(scans: Iterable[Scan]) -> dict[str, _Known]:
    with connection.cursor() as cursor:
        cursor.execute(ingest.LOCK_PIECES, {"numbers": sorted({scan.piece for scan in scans})})
        return {number: _Known(*rest) for number, *rest in cursor.fetchall()}


def _check(
    scans: Sequence[Scan], pieces: dict[str, _Known], *, access: Access, at: datetime, receipt: Receipt
) -> list[tuple[Event, Scan]]:
    """The events of the scans that can be kept; the others land in the receipt."""
    outlets = _outlets_of(scans)
    trips = _trips_of(scans)
    cited = _cited(scans)
    latest = at + FUTURE_TOLERANCE
    good = []
    for index, scan in enumerate(scans):
        piece, outlet = pieces.get(scan.piece), outlets.get(scan.outlet)
        trip = trips.get(scan.trip_no) if scan.trip_no else None
        if code := _fault(scan, piece, outlet, trip, access=access, latest=latest, cited=cited):
            receipt.rejected.append(Rejection(index, str(scan.event_id), code, str(explain(code))))
            continue
        event = Event(
            scan.event_id,
            piece.pk,
            scan.kind,
            outlet,
            trip.pk if trip else None,
            scan.occurred_at,
            scan.error_ms,
            scan.grade or grade_by_age((scan.received_at or at) - scan.occurred_at),
            scan.shift,
            scan.corrects,
        )
        good.append((event, scan))
    return good


def _fault(
    scan: Scan,
    piece: _Known | None,
    outlet: int | None,
    trip: _Trip | None,
    *,
    access: Access,
    latest: datetime,
    cited: set[UUID],
) -> str:
    if piece is None:
        return "unknown_piece"
    if outlet is None:
        return "unknown_outlet"
    if not access.network and outlet not in access.outlet_ids:
        return "foreign_outlet"
    if scan.trip_no and trip is None:
        return "unknown_trip"
    if trip and scan.kind == "arrival" and trip.outlet != outlet:
        return "wrong_trip_outlet"
    if scan.occurred_at > latest:
        return "in_future"
    if scan.kind == "void" and not scan.corrects or scan.corrects and scan.corrects not in cited:
        return "unknown_event"
    return ""


def explain(code: str) -> str:
    """What to do about a rejected scan, in the reader's language."""
    return {
        "unknown_piece": _("No waybill has this piece: send the waybill first, then this event again."),
        "unknown_outlet": _("There is no outlet with this code."),
        "foreign_outlet": _("This outlet is outside what you may write for."),
        "unknown_trip": _("There is no trip with this number: send the trip first, then this event again."),
        "wrong_trip_outlet": _("This trip goes to another outlet: check the trip number."),
        "in_future": _("This event lies more than two minutes in the future: check the clock that timed it."),
        "unknown_event": _("The event that this one corrects is not known."),
    }[code]


def _outlets_of(scans: Iterable[Scan]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, id FROM outlets_outlet WHERE code = ANY(%s)", [list({scan.outlet for scan in scans})]
        )
        return dict(cursor.fetchall())


def _trips_of(scans: Iterable[Scan]) -> dict[str, _Trip]:
    numbers = {scan.trip_no for scan in scans if scan.trip_no}
    if not numbers:
        return {}
    rows = LineHaulTrip.objects.filter(trip_no__in=numbers).values_list("trip_no", "pk", "outlet_id")
    return {number: _Trip(pk, outlet) for number, pk, outlet in rows}


def _cited(scans: Iterable[Scan]) -> set[UUID]:
    """The events named in `corrects` that exist, in the books or in this very batch."""
    wanted = {scan.corrects for scan in scans if scan.corrects}
    if not wanted:
        return set()
    known = set(ScanKey.objects.filter(event_id__in=wanted).values_list("event_id", flat=True))
    return known | (wanted & {scan.event_id for scan in scans})


def _take_keys(event_ids: list[UUID]) -> set[UUID]:
    if not event_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(ingest.TAKE_KEYS, {"event_ids": array_literal(sorted(event_ids))})
        return {UUID(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()}


def _add_events(fresh: list[tuple[Event, Scan]], *, source: str, at: datetime) -> None:
    names = ("event_id", "piece_id", "kind", "outlet_id", "trip_id", "device_at", "occurred_at", "received_at")
    names += ("error_ms", "grade")
    rows = [
        (
            e.event_id,
            e.piece,
            e.kind,
            e.outlet,
            e.trip,
            s.device_at or e.occurred_at,
            e.occurred_at,
            s.received_at or at,
            e.error_ms,
            e.grade,
        )
        for e, s in fresh
    ]
    corrects = array_literal(e.corrects for e, _scan in fresh)
    details = [_detail(scan) for _event, scan in fresh]
    more = {"corrects": corrects, "detail": details, "source": source}
    _execute(ingest.ADD_EVENTS, names, rows, **more)


def _detail(scan: Scan) -> str | None:
    if not scan.detail and not scan.shift:
        return None
    return json.dumps({**(scan.detail or {}), **({"shift": scan.shift} if scan.shift else {})}, ensure_ascii=False)


def _apply(events: list[Event], pieces: dict[int, _Known]) -> None:
    """Bring the derived rows in line: ordinary waybills in four statements, the others by folding."""
    _move_pieces(events)
    folded = {pieces[event.piece].waybill for event in events if _needs_folding(event, pieces[event.piece])}
    plain = [event for event in events if pieces[event.piece].waybill not in folded]
    folded |= _arrive(plain, pieces)
    folded |= _do(plain, pieces, skip=folded)
    trips = list({event.trip for event in plain if event.trip})
    acts = list({pieces[event.piece].waybill for event in plain if event.kind in ACTS})
    with connection.cursor() as cursor:
        cursor.execute(ingest.TOUCH_DAYS, {"trip_ids": trips, "waybill_ids": acts})
    if folded:
        Piece.objects.filter(waybill_id__in=folded).update(irregular=True)
        refold(folded)


ACTS = frozenset({"out_for_delivery", "delivered", "signed"})


def _needs_folding(event: Event, piece: _Known) -> bool:
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
    _execute(ingest.MOVE_PIECES, names, rows, telling=list(TELLING))


def _state(last: Event | None) -> tuple[str | None, datetime | None, UUID | None, int | None]:
    return (last.kind, last.occurred_at, last.event_id, last.outlet) if last else (None, None, None, None)


def _arrive(events: list[Event], pieces: dict[int, _Known]) -> set[int]:
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
    _execute(ingest.EXPECT_AND_MEET_ARRIVALS, names, sorted(rows, key=lambda row: row[:2]))
    masters = [(pieces[piece].waybill, pieces[piece].destination, trip) for piece, trip in scans]
    masters = [row for row, (piece, _trip) in zip(masters, scans, strict=True) if pieces[piece].kind == "master"]
    names = ("waybill_id", "destination_id", "trip_id")
    twice = {row[0] for row in _execute(ingest.START_RUNS, names, sorted(masters), fetch=True)}
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


def _do(events: list[Event], pieces: dict[int, _Known], *, skip: set[int]) -> set[int]:
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
    found = {row[0] for row in _execute(ingest.DO_RUNS, names, sorted(rows, key=lambda row: row[:2]), fetch=True)}
    return {waybill for waybill, _outlet in acts} - found | _several(waybill for waybill, _outlet in acts)


def _as_row(done: Done | None) -> tuple[datetime | None, int, str]:
    return (done.at, done.error_ms, done.grade) if done else (None, 0, "")


def _execute(
    statement: str, names: Sequence[str], rows: Sequence[tuple], *, fetch: bool = False, **more: object
) -> list[tuple]:
    """Run a set-based statement with its rows turned into one array a column."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, {**columns(names, rows), **more})
        return cursor.fetchall() if fetch else []
