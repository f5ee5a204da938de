"""Taking in scans: from partners, desks, phones, imports and replays alike.

An event is kept once, by its id, whatever is sent again. Each batch is one transaction: the answer is only given
after it is durable, and a batch that dies half-way never happened.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from crm.shared.bulk import array_literal, execute
from outlets.access import Access
from shipments.models import LineHaulTrip, ProblemReason, ScanKey
from shipments.rules.evidence import FUTURE_TOLERANCE, grade_by_age
from shipments.rules.history import Event
from shipments.services.derived_rows import FOLDED, KnownPiece, apply_events
from shipments.services.plain_scans import NotPlain, PlainScans, detail_as_json, record_plain
from shipments.sql import ingest
from shipments.sql.partitions import ensure_partitions

LONGEST_BATCH = 2000
DEADLOCK = "40P01"
T = TypeVar("T")


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
    if (columns := _as_columns(scans)) and (receipt := record_columns(columns, source=source, access=access, at=at)):
        return receipt
    make_room([scan.occurred_at for scan in scans], at=at)
    return _again_after_deadlock(lambda: _record(scans, source=source, access=access, at=at))


def record_columns(scans: PlainScans, *, source: str, access: Access, at: datetime) -> Receipt | None:
    """The same for a plain batch in columns; None, and nothing done, when it is not plain after all."""
    if not scans.may_be_plain(at):
        return None
    make_room(scans.occurred_at, at=at)
    try:
        fresh, known = _again_after_deadlock(lambda: record_plain(scans, source=source, access=access, at=at))
    except NotPlain:
        return None
    return Receipt(fresh, known)


def _as_columns(scans: Sequence[Scan]) -> PlainScans | None:
    if any(scan.corrects or scan.device_at or scan.received_at or scan.kind in FOLDED for scan in scans):
        return None
    details = [detail_as_json(scan.detail, scan.shift) for scan in scans]
    return PlainScans(
        event_ids=[str(scan.event_id) for scan in scans],
        kinds=[scan.kind for scan in scans],
        pieces=[scan.piece for scan in scans],
        outlets=[scan.outlet for scan in scans],
        occurred_at=[scan.occurred_at for scan in scans],
        trip_nos=[scan.trip_no for scan in scans],
        grades=[scan.grade for scan in scans],
        errors_ms=[scan.error_ms for scan in scans],
        details=details if any(details) else None,
    )


def make_room(instants: Collection[datetime], *, at: datetime) -> None:
    """A month's first scan makes its partition."""
    if not instants:
        return
    months = {_month(min(instants)), _month(max(instants))}
    if len(months) > 1:
        months = set(map(_month, set(instants)))
    ensure_partitions({month for month in months if datetime(*month, 1, tzinfo=UTC) <= at + FUTURE_TOLERANCE})


def _month(instant: datetime) -> tuple[int, int]:
    instant = instant.astimezone(UTC)
    return instant.year, instant.month


def _again_after_deadlock(record: Callable[[], T]) -> T:
    for attempt in range(3):
        try:
            return record()
        except OperationalError as clash:
            if getattr(clash.__cause__, "pgcode", None) != DEADLOCK or attempt == 2:
                raise


@transaction.atomic
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
        apply_events([event for event, _scan in fresh], {known.pk: known for known in pieces.values()})
    return receipt


def _lock_pieces(scans: Iterable[Scan]) -> dict[str, KnownPiece]:
    with connection.cursor() as cursor:
        cursor.execute(ingest.LOCK_PIECES, {"numbers": sorted({scan.piece for scan in scans})})
        return {number: KnownPiece(*rest) for number, *rest in cursor.fetchall()}


def _check(
    scans: Sequence[Scan], pieces: dict[str, KnownPiece], *, access: Access, at: datetime, receipt: Receipt
) -> list[tuple[Event, Scan]]:
    """The events of the scans that can be kept; the others land in the receipt."""
    outlets = _outlets_of(scans)
    trips = _trips_of(scans)
    cited, reasons = _cited(scans), _reasons_of(scans)
    latest = at + FUTURE_TOLERANCE
    good = []
    for index, scan in enumerate(scans):
        piece, outlet = pieces.get(scan.piece), outlets.get(scan.outlet)
        trip = trips.get(scan.trip_no) if scan.trip_no else None
        if code := _fault(scan, piece, outlet, trip, access=access, latest=latest, cited=cited, reasons=reasons):
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
    piece: KnownPiece | None,
    outlet: int | None,
    trip: _Trip | None,
    *,
    access: Access,
    latest: datetime,
    cited: set[UUID],
    reasons: set[str],
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
    if (reason := _reason_of(scan)) and reason not in reasons:
        return "unknown_reason"
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
        "unknown_reason": _("There is no problem reason with this code: leave it out, or ask headquarters for it."),
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


def _reason_of(scan: Scan) -> str:
    return ((scan.detail or {}).get("problem") or {}).get("reason") or ""


def _reasons_of(scans: Iterable[Scan]) -> set[str]:
    """The codes of reasons that these scans give and that exist."""
    given = set(filter(None, map(_reason_of, scans)))
    return set(ProblemReason.objects.filter(code__in=given).values_list("code", flat=True)) if given else set()


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
    details = [detail_as_json(scan.detail, scan.shift) for _event, scan in fresh]
    more = {"corrects": corrects, "detail": details, "source": source}
    execute(ingest.ADD_EVENTS, names, rows, **more)
