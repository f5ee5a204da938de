"""Batches of scans from phones: placed in time by their clocks, recorded as a desk's, answered with a receipt."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.shared.errors import Refused
from outlets.access import Access
from outlets.models import Outlet
from shipments.models import LineHaulTrip, ScanDevice, ScanKey, ScanUpload
from shipments.rules.live_scan import Placed
from shipments.rules.phone_clock import Anchor, Counted, Reading, Upload, Why, phone_placed
from shipments.rules.signers import needs_consent
from shipments.services.desk_scans import DeskRow, DeskScan, DeskSettings, take_desk_scans

MOST_SCANS = 200


@dataclass(frozen=True, slots=True)
class PhoneChoice:
    """What was chosen once on the phone; outlet and trip by their codes.

    relation   who a handed-over parcel was given to, when its sign entry comes later
    consent    how the receiver agreed to that, and `agreed_at` when, by the phone's wall clock
    out_too    an arrival that goes out for delivery at once (到派一体)
    """

    kind: str
    outlet: str
    trip: str = ""
    shift: str = ""
    relation: str = ""
    consent: str = ""
    agreed_at: datetime | None = None
    out_too: bool = False


@dataclass(frozen=True, slots=True)
class PhoneScan:
    """One scan as the phone kept it.

    number     as it was read, cleaned
    count      the phone's own count of its scans
    anchor     the newest it had at the scan
    """

    event_id: UUID
    number: str
    count: int
    choice: PhoneChoice
    reading: Reading
    anchor: Anchor | None = None
    weight_kg: str = ""
    corrects: UUID | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A batch as it was sent. `sent` was read at this very attempt, `anchor` is the newest then.

    zone     the phone's time zone by its name; no rule asks for it
    """

    batch_id: UUID
    scans: Sequence[PhoneScan]
    sent: Reading
    anchor: Anchor | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class _Batch:
    letter: Letter
    device: ScanDevice
    receipt: str
    at: datetime
    places: Mapping[UUID, tuple[Placed, Why]]
    outlets: Mapping[str, Outlet]


def take_upload(letter: Letter, device: ScanDevice, *, access: Access, at: datetime) -> ScanUpload:
    """Record the batch and keep its receipt. The same batch again gets the receipt it got before.

    access     of the device's person, read anew
    raises     Refused when the batch's id stands for other scans already
    writes     what `take_desk_scans` writes, shipments_scanupload, shipments_scandevice
    """
    if known := _known(letter, device):
        return known
    batch = _Batch(
        letter,
        device,
        receipt=f"U{timezone.localdate(at):%y%m%d}-{letter.batch_id.hex[:10].upper()}",
        at=at,
        places=_places(letter, device, at=at),
        outlets=_outlets(letter, access),
    )
    rows = _record(batch, access=access)
    try:
        with transaction.atomic():
            upload = _keep(batch, rows)
    except IntegrityError:  # the same batch came twice at once
        if known := _known(letter, device):
            return known
        raise
    _count_on(letter, device, at=at)
    return upload


def _known(letter: Letter, device: ScanDevice) -> ScanUpload | None:
    known = ScanUpload.objects.filter(device=device, batch_id=letter.batch_id).first()
    if known and [row["event_id"] for row in known.answer] != [str(scan.event_id) for scan in letter.scans]:
        raise Refused(_("This batch was sent before with other scans."), code="batch_reused")
    return known


def _places(letter: Letter, device: ScanDevice, *, at: datetime) -> dict[UUID, tuple[Placed, Why]]:
    """Each scan's place in time, in the order of the phone's count; what comes again is no gap."""
    ids = [scan.event_id for scan in letter.scans]
    came = set(ScanKey.objects.filter(event_id__in=ids).values_list("event_id", flat=True))
    upload = Upload(at, letter.sent, letter.anchor, device.registered_at)
    before = Counted(device.last_number, _reading(device.last_reading))
    places = {}
    for scan in sorted(letter.scans, key=lambda scan: scan.count):
        if scan.event_id in came:
            before = Counted(scan.count - 1, before.reading)
        places[scan.event_id] = phone_placed(scan.reading, scan.count, anchor=scan.anchor, upload=upload, before=before)
        before = Counted(max(scan.count, before.last), scan.reading)
    return places


def _record(batch: _Batch, *, access: Access) -> dict[UUID, DeskRow]:
    """Scans of one choice go together, as they did on the phone."""
    trips = _trips(batch)
    rows: dict[UUID, DeskRow] = {}
    for choice, group in groupby(batch.letter.scans, key=lambda scan: scan.choice):
        scans = list(group)
        outlet, trip = batch.outlets.get(choice.outlet), trips.get((choice.outlet, choice.trip))
        if outlet is None or (choice.trip and trip is None):
            fault = "foreign_outlet" if outlet is None else "unknown_trip"
            rows |= {scan.event_id: DeskRow(scan.event_id, scan.number, "refused", fault) for scan in scans}
            continue
        chosen = DeskSettings(
            kind=choice.kind,
            outlet=outlet,
            trip=trip,
            shift=choice.shift,
            operator=batch.device.user.get_full_name(),
            out_too=choice.out_too,
        )
        source, told = f"phone:{batch.device.pk.hex}", [_desk_scan(scan, batch) for scan in scans]
        taken = take_desk_scans(told, chosen, source=source, access=access, at=batch.at)
        rows |= {row.event_id: _owing(_undone(row, scan), scan) for row, scan in zip(taken, scans, strict=True)}
    return rows


def _desk_scan(scan: PhoneScan, batch: _Batch) -> DeskScan:
    place, _why = batch.places[scan.event_id]
    told = {"upload": batch.receipt, "weight_kg": scan.weight_kg, **_handed_to(scan, place)}
    wall = scan.reading.wall
    return DeskScan(scan.event_id, scan.number, device_at=wall, corrects=scan.corrects, place=place, told=told)


def _handed_to(scan: PhoneScan, place: Placed) -> dict[str, Any]:
    """Consent was given so long before the scan as the phone's clock says, whatever that clock shows."""
    choice = scan.choice
    if not _agreed(choice):
        return {"signer_relation": choice.relation}
    before = max(scan.reading.wall - choice.agreed_at, timedelta(0))
    at = timezone.localtime(place.occurred_at - before).isoformat()
    return {"signer_relation": choice.relation, "consent": {"how": choice.consent, "at": at}}


def _agreed(choice: PhoneChoice) -> bool:
    return bool(needs_consent(choice.relation) and choice.consent and choice.agreed_at)


def _owing(row: DeskRow, scan: PhoneScan) -> DeskRow:
    """Handed over without consent: the scan is a fact and kept, and whoever enters the signature has to ask."""
    if row.state == "new" and needs_consent(scan.choice.relation) and not _agreed(scan.choice):
        return replace(row, code="consent_owed")
    return row


def _undone(row: DeskRow, scan: PhoneScan) -> DeskRow:
    """What was never recorded is taken back as well as can be."""
    if scan.corrects and row.code in {"unknown_event", "unknown_piece"}:
        return DeskRow(row.event_id, row.number, "withdrawn")
    return row


def _outlets(letter: Letter, access: Access) -> dict[str, Outlet]:
    """Where this person works today, whatever the phone remembers."""
    codes = {scan.choice.outlet for scan in letter.scans}
    mine = {outlet for _role, outlet in access.posts}
    return {outlet.code: outlet for outlet in Outlet.objects.filter(code__in=codes, pk__in=mine, active=True)}


def _trips(batch: _Batch) -> dict[tuple[str, str], LineHaulTrip]:
    numbers = {scan.choice.trip for scan in batch.letter.scans if scan.choice.trip}
    if not numbers:
        return {}
    found = LineHaulTrip.objects.filter(trip_no__in=numbers, outlet__in=batch.outlets.values()).select_related("outlet")
    return {(trip.outlet.code, trip.trip_no): trip for trip in found}


def _keep(batch: _Batch, rows: Mapping[UUID, DeskRow]) -> ScanUpload:
    states = Counter(row.state for row in rows.values())
    return ScanUpload.objects.create(
        receipt=batch.receipt,
        device=batch.device,
        batch_id=batch.letter.batch_id,
        outlet=next(iter(batch.outlets.values()), None),
        received_at=batch.at,
        clocks=_clocks(batch.letter),
        answer=[_answer(rows[scan.event_id], *batch.places[scan.event_id]) for scan in batch.letter.scans],
        **{state: states[state] for state in ("new", "duplicate", "withdrawn", "refused")},
    )


def _answer(row: DeskRow, place: Placed, why: Why) -> dict[str, Any]:
    return {
        "event_id": str(row.event_id),
        "number": row.number,
        "state": row.state,
        "code": row.code,
        "trip": row.trip_no,
        "bound_for": row.bound_for,
        "grade": place.grade,
        "why": str(why),
        "error_ms": place.error_ms,
        "occurred_at": timezone.localtime(place.occurred_at).isoformat(),
    }


def _clocks(letter: Letter) -> dict[str, Any]:
    return {
        "sent": _told(letter.sent),
        "anchor": _told_anchor(letter.anchor),
        "zone": letter.zone,
        "scans": [
            {
                "event_id": str(scan.event_id),
                "count": scan.count,
                **_told(scan.reading),
                "anchor": _told_anchor(scan.anchor),
            }
            for scan in letter.scans
        ],
    }


def _told(reading: Reading) -> dict[str, Any]:
    return {
        "wall": reading.wall.isoformat(),
        "mono_ms": reading.mono.total_seconds() * 1000,
        "session": reading.session,
    }


def _told_anchor(anchor: Anchor | None) -> dict[str, Any] | None:
    if anchor is None:
        return None
    trip = anchor.round_trip.total_seconds() * 1000
    return {"server": anchor.server_at.isoformat(), **_told(anchor.reading), "round_trip_ms": trip}


def _count_on(letter: Letter, device: ScanDevice, *, at: datetime) -> None:
    """The highest count that came, never back: batches may overtake each other."""
    last = max(letter.scans, key=lambda scan: scan.count)
    ahead = ScanDevice.objects.filter(pk=device.pk, last_number__lt=last.count)
    ahead.update(last_number=last.count, last_reading=_told(last.reading), last_seen_at=at)


def _reading(told: Mapping[str, Any] | None) -> Reading | None:
    if told is None:
        return None
    wall = datetime.fromisoformat(told["wall"])
    return Reading(wall, timedelta(milliseconds=told["mono_ms"]), told["session"])
