"""Scans from desks and phones: every number answered as new, duplicate or refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from crm.shared.days import midnight
from outlets.access import Access
from outlets.models import Outlet
from shipments.models import LineHaulTrip, Piece, PieceArrival, ScanKey, ScanKind
from shipments.rules.live_scan import Placed, placed
from shipments.rules.numbers import is_number
from shipments.rules.signers import SignEntry
from shipments.services.scans import LONGEST_BATCH, Scan, record_scans
from shipments.services.signing import sign_detail

#: A trip further away is not the one that a piece is being unloaded from.
NEAR = timedelta(hours=36)
LIES_HERE = frozenset({ScanKind.ARRIVAL, ScanKind.HOLD})
#: Weighed twice is two weights.
SAYS_MORE_AGAIN = frozenset({ScanKind.WEIGH})


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """What the desk or the phone chose once.

    signature  what a sign entry says
    out_too    an arrival that goes out for delivery at once (到派一体)
    """

    kind: str
    outlet: Outlet
    trip: LineHaulTrip | None = None
    shift: str = ""
    previous_stop: str = ""
    operator: str = ""
    signature: SignEntry | None = None
    out_too: bool = False


@dataclass(frozen=True, slots=True)
class DeskScan:
    """One number as the browser took it; `ago` and `wall_ago` are explained in rules/live_scan.py.

    corrects   the earlier scan of this desk that is taken back; then nothing else is told
    place      where a phone's scan lies in time, by rules/phone_clock.py; None: by `ago`
    told       what else this one scan says: weight_kg, upload, signer_relation, consent
    """

    event_id: UUID
    number: str
    ago: timedelta = timedelta(0)
    wall_ago: timedelta | None = None
    device_at: datetime | None = None
    corrects: UUID | None = None
    place: Placed | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    def placed(self, at: datetime) -> Placed:
        return self.place or placed(at, ago=self.ago, wall_ago=self.wall_ago)


@dataclass(frozen=True, slots=True)
class DeskRow:
    """The answer to one scan.

    state      new, duplicate, refused or withdrawn
    trip_no    the trip it counted for
    bound_for  name of the outlet it should have gone to, when it was mis-sorted
    """

    event_id: UUID
    number: str
    state: str
    code: str = ""
    trip_no: str = ""
    bound_for: str = ""


def take_desk_scans(
    scans: Sequence[DeskScan], chosen: DeskSettings, *, source: str, access: Access, at: datetime
) -> list[DeskRow]:
    """Record the scans that say something new. Sending them again under their ids answers the same.

    writes     what `record_scans` writes
    """
    numbers = {scan.number for scan in scans}
    retried = set(ScanKey.objects.filter(event_id__in=[s.event_id for s in scans]).values_list("event_id", flat=True))
    done = _already_done(numbers, chosen, at=at)
    arrives, again = chosen.kind == ScanKind.ARRIVAL, chosen.kind in SAYS_MORE_AGAIN
    trips = _trips_of(numbers, chosen) if arrives else {}
    elsewhere = _bound_elsewhere(numbers, chosen.outlet) if arrives else {}
    rows: dict[UUID, DeskRow] = {}
    wanted: list[Scan] = []
    for scan in scans:
        trip_no = trips.get(scan.number, chosen.trip.trip_no if chosen.trip else "")
        state, code = "new", ""
        if scan.corrects:
            state = "withdrawn"
            done.pop(scan.number, None)
            wanted += _withdrawals(scan, chosen, at=at)
        elif not is_number(scan.number):
            state, code = "refused", "bad_number"
        elif scan.event_id not in retried and not again and _says_nothing_new(scan, done, at=at):
            state = "duplicate"
        else:
            wanted += _events(scan, chosen, trip_no=trip_no, at=at)
            done[scan.number] = scan.placed(at).occurred_at
        bound_for = elsewhere.get(scan.number, "")
        rows[scan.event_id] = DeskRow(scan.event_id, scan.number, state, code, trip_no, bound_for)
    for start in range(0, len(wanted), LONGEST_BATCH):
        part = wanted[start : start + LONGEST_BATCH]
        for rejection in record_scans(part, source=source, access=access, at=at).rejected:
            if row := rows.get(UUID(rejection.event_id)):
                rows[row.event_id] = DeskRow(row.event_id, row.number, "refused", rejection.code)
    return list(rows.values())


def _events(scan: DeskScan, chosen: DeskSettings, *, trip_no: str, at: datetime) -> list[Scan]:
    """The scan's event, and for 到派一体 the one of its going out."""
    place = scan.placed(at)
    arrives = chosen.kind == ScanKind.ARRIVAL

    def event(event_id: UUID, kind: str, detail: dict[str, Any]) -> Scan:
        return Scan(
            event_id=event_id,
            kind=kind,
            piece=scan.number,
            outlet=chosen.outlet.code,
            occurred_at=place.occurred_at,
            trip_no=trip_no if kind == ScanKind.ARRIVAL else "",
            shift=chosen.shift if kind == ScanKind.ARRIVAL else "",
            device_at=scan.device_at or place.occurred_at,
            error_ms=place.error_ms,
            grade=place.grade,
            detail={name: value for name, value in detail.items() if value},
        )

    told = {"operator": chosen.operator, **scan.told}
    if arrives:
        told["previous_stop"] = chosen.previous_stop
    if chosen.kind == ScanKind.SIGNED and chosen.signature:
        told |= sign_detail(chosen.signature, operator=chosen.operator)
    events = [event(scan.event_id, chosen.kind, told)]
    if arrives and chosen.out_too:
        out = ScanKind.OUT_FOR_DELIVERY
        events.append(event(uuid5(scan.event_id, out), out, {"operator": chosen.operator}))
    return events


def _withdrawals(scan: DeskScan, chosen: DeskSettings, *, at: datetime) -> list[Scan]:
    """Events that take the scan back, and for 到派一体 its going out too."""
    place = scan.placed(at)
    taken_back = [scan.corrects]
    if chosen.kind == ScanKind.ARRIVAL and chosen.out_too:
        taken_back.append(uuid5(scan.corrects, ScanKind.OUT_FOR_DELIVERY))
    return [
        Scan(
            event_id=scan.event_id if corrects == scan.corrects else uuid5(scan.event_id, ScanKind.OUT_FOR_DELIVERY),
            kind=ScanKind.VOID,
            piece=scan.number,
            outlet=chosen.outlet.code,
            occurred_at=place.occurred_at,
            device_at=scan.device_at or place.occurred_at,
            error_ms=place.error_ms,
            grade=place.grade,
            corrects=corrects,
        )
        for corrects in taken_back
    ]


def _already_done(numbers: set[str], chosen: DeskSettings, *, at: datetime) -> dict[str, datetime | None]:
    """Since when each of the numbers needs no such scan any more."""
    pieces = Piece.objects.filter(number__in=numbers)
    if chosen.kind == ScanKind.ARRIVAL:
        scanned = PieceArrival.objects.filter(piece__in=pieces, outlet=chosen.outlet, dropped=False)
        if chosen.trip:
            scanned = scanned.filter(trip=chosen.trip)
        if chosen.out_too:  # what has arrived and still lies here goes out; its first arrival counts
            scanned = scanned.exclude(piece__state__in=LIES_HERE, piece__state_outlet=chosen.outlet)
        found = scanned.exclude(scanned_at=None).values_list("piece__number", "scanned_at")
    elif chosen.kind in {ScanKind.DELIVERED, ScanKind.SIGNED}:
        past = {ScanKind.SIGNED} if chosen.kind == ScanKind.SIGNED else {ScanKind.DELIVERED, ScanKind.SIGNED}
        found = pieces.filter(state__in=past).values_list("number", "state_at")
    else:
        today = pieces.filter(
            state=chosen.kind, state_outlet=chosen.outlet, state_at__gte=midnight(timezone.localdate(at))
        )
        found = today.values_list("number", "state_at")
    return dict(found)


def _says_nothing_new(scan: DeskScan, done: Mapping[str, datetime | None], *, at: datetime) -> bool:
    """Done already, and not by a scan that was made later but came in first."""
    since = done.get(scan.number)
    return scan.number in done and (since is None or since <= scan.placed(at).occurred_at)


def _trips_of(numbers: set[str], chosen: DeskSettings) -> dict[str, str]:
    """Pieces that are expected on another trip of this outlet near the chosen one count for that trip."""
    if chosen.trip is None:
        return {}
    start = chosen.trip.planned_at
    expected = PieceArrival.objects.filter(
        piece__number__in=numbers,
        outlet=chosen.outlet,
        dropped=False,
        scanned_at=None,
        trip__planned_at__range=(start - NEAR, start + NEAR),
    ).order_by("trip__planned_at")
    trips: dict[str, str] = {}
    for number, trip_no in expected.values_list("piece__number", "trip__trip_no"):
        if trips.get(number) != chosen.trip.trip_no:
            trips[number] = trip_no
    return trips


def _bound_elsewhere(numbers: set[str], outlet: Outlet) -> dict[str, str]:
    astray = Piece.objects.filter(number__in=numbers).exclude(destination=outlet)
    return dict(astray.values_list("number", "destination__name"))
