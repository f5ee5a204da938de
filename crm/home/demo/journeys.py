"""A demo parcel's way, scan by scan: picked up, driven, scanned, carried out, delivered, signed. Pure.

Most of it happens in time; how often it does not is written here as shares, times the outlet's own carelessness.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from crm.home.demo.blueprint import OutletPlan
from crm.home.demo.parcels import Parcel
from crm.home.demo.people import courier_no, desk_no
from crm.home.demo.timetable import ZONE, Truck
from shipments.rules.deadlines import Deadlines
from shipments.rules.terms import Shift
from shipments.services.scans import Scan

#: Scanned while the phone had no network: told up to two hours later.
OFFLINE = 0.04
LATE_BATCH = 0.006
LATE_SCAN = 0.009
NEVER_SCANNED = 0.002
LATE_DELIVERY = 0.014
NEXT_DAY_DELIVERY = 0.002
LATE_SIGN = 0.011
NEXT_DAY_SIGN = 0.002
#: Sent to us long after they happened, most of them in time after all.
LATE_UPLOAD = 0.002
VERY_LATE_UPLOAD = 0.08
#: Signed on the courier's phone: delivery and sign entry at once.
SIGNED_AT_THE_DOOR = 0.65
CONSENTS = ("call", "message", "order", "standing", "call")
SIGNERS = ("101",) * 12 + ("116",) * 2 + ("114", "114", "102", "121", "124", "107", "127")

_LEAVES_BEFORE = {Shift.EARLY: (9.2, 11.0), Shift.MID: (2.0, 2.8), Shift.EVENING: (2.0, 2.8)}


@dataclass(slots=True)
class Delivery:
    """The work that one truck brought for one parcel."""

    parcel: Parcel
    truck: Truck
    due: Deadlines
    scanned_at: datetime
    carelessness: float


@dataclass(slots=True)
class Journey:
    rng: Random
    told: list[Scan] = field(default_factory=list)

    def tell(
        self,
        kind: str,
        pieces: Iterable[str],
        outlet: OutletPlan,
        at: datetime,
        *,
        told_at: datetime | None = None,
        **more: object,
    ) -> None:
        """One event a piece; told_at is when the server hears of it, if not soon after."""
        at = at.replace(microsecond=0)
        if told_at is None:
            chance = self.rng.random()
            told_at = at + timedelta(seconds=int(chance / OFFLINE * 7200) if chance < OFFLINE else int(chance * 25))
        for piece in pieces:
            event_id = UUID(int=self.rng.getrandbits(128), version=4)
            self.told.append(Scan(event_id, kind, piece, outlet.code, at, received_at=told_at, **more))

    def some_late_upload(self, at: datetime) -> datetime | None:
        """Mostly None: told when it happened. Else some time the next day, or days later."""
        if self.rng.random() >= LATE_UPLOAD:
            return None
        days = 4 if self.rng.random() < VERY_LATE_UPLOAD else 1
        return morning_after(at, days=days) + timedelta(minutes=self.rng.randrange(30, 330))


def morning_after(at: datetime, *, days: int = 1) -> datetime:
    return on(at.date() + timedelta(days=days), 8)


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def set_out(journey: Journey, parcel: Parcel, truck: Truck, *, pickup_scanned: bool) -> datetime:
    """Picked up and loaded at the origin. Returns when it was picked up."""
    rng, origin = journey.rng, parcel.sender.outlet
    left_at = truck.planned_at - timedelta(hours=rng.uniform(*_LEAVES_BEFORE[truck.shift]))
    taken_at = left_at - timedelta(minutes=rng.uniform(25, 290))
    if pickup_scanned:
        detail = {"operator": courier_no(origin, rng), "weight_kg": str(parcel.weight_kg)}
        journey.tell("pickup", (parcel.number,), origin, taken_at, detail=detail)
    load(journey, parcel.pieces, origin, left_at, truck=truck)
    return taken_at.replace(microsecond=0)


def load(journey: Journey, pieces: Iterable[str], origin: OutletPlan, at: datetime, *, truck: Truck) -> None:
    detail = {"operator": desk_no(origin), "next_stop": truck.outlet.hub_code}
    journey.tell("departure", pieces, origin, at, trip_no=truck.trip_no, detail=detail)


def arrive(journey: Journey, pieces: Iterable[str], truck: Truck, *, due: Deadlines, carelessness: float) -> datetime:
    """Scanned piece by piece after unloading. Returns when the last one was, or would have been."""
    rng = journey.rng
    begun_at = truck.unloaded_at + timedelta(seconds=rng.randrange(60, 1000))
    if truck.luck < LATE_BATCH * carelessness:
        begun_at = due.arrival_scan.due_at + timedelta(seconds=rng.randrange(30, 2400))
    detail = {"operator": desk_no(truck.outlet), "previous_stop": truck.outlet.hub_code}
    scanned_at = begun_at
    for piece in pieces:
        chance = rng.random() / carelessness
        scanned_at = begun_at + timedelta(seconds=rng.randrange(5, 360))
        if chance < NEVER_SCANNED:
            continue
        if chance < NEVER_SCANNED + LATE_SCAN:
            scanned_at = due.arrival_scan.due_at + timedelta(seconds=rng.randrange(20, 5400))
        told_at = journey.some_late_upload(scanned_at)
        journey.tell(
            "arrival", (piece,), truck.outlet, scanned_at, told_at=told_at, trip_no=truck.trip_no, detail=detail
        )
    return scanned_at


def deliver(journey: Journey, work: Delivery) -> None:
    """Out with a courier, handed over, signed."""
    rng, outlet = journey.rng, work.truck.outlet
    courier = {"operator": courier_no(outlet, rng)}
    out_at = leaves_at(rng, work)
    journey.tell("out_for_delivery", (work.parcel.number,), outlet, out_at, detail=courier)
    hand_over(journey, work, at=_handed_over_at(rng, work, out_at), courier=courier)


def leaves_at(rng: Random, work: Delivery) -> datetime:
    """The courier leaves soon after the scan, or the next morning when there is time until then."""
    due_at = work.due.delivery.due_at
    if due_at.date() > work.scanned_at.date():
        return on(due_at.date(), 8) + timedelta(minutes=rng.uniform(0, 50))
    return work.scanned_at + timedelta(minutes=rng.uniform(6, 25))


def _handed_over_at(rng: Random, work: Delivery, out_at: datetime) -> datetime:
    due_at = work.due.delivery.due_at
    chance = rng.random() / work.carelessness
    if chance < NEXT_DAY_DELIVERY:
        return morning_after(due_at) + timedelta(minutes=rng.uniform(60, 200))
    if chance < NEXT_DAY_DELIVERY + LATE_DELIVERY:
        return max(due_at, out_at) + timedelta(minutes=rng.uniform(2, 160))
    window = max((due_at - out_at).total_seconds(), 1200)
    return out_at + timedelta(seconds=window * rng.triangular(0.05, 0.97, 0.4))


def hand_over(
    journey: Journey, work: Delivery, *, at: datetime, courier: dict[str, str], at_the_door: float = SIGNED_AT_THE_DOOR
) -> None:
    """Delivered and signed on the phone, or delivered now and entered at the desk later."""
    rng, outlet, master = journey.rng, work.truck.outlet, (work.parcel.number,)
    code = rng.choice(SIGNERS)
    name = work.parcel.receiver_name if code == "101" else work.parcel.receiver_name[0] + "先生"
    signature: dict[str, object] = {"signer": name, "signer_relation": code}
    if code != "101":
        agreed = at - timedelta(minutes=20)
        how = CONSENTS[int(work.parcel.number[-2:]) % len(CONSENTS)]
        signature["consent"] = {"how": how, "at": agreed.isoformat(timespec="minutes")}
    if rng.random() < at_the_door:
        told_at = journey.some_late_upload(at)
        journey.tell("signed", master, outlet, at, told_at=told_at, detail={**courier, **signature})
        return
    journey.tell("delivered", master, outlet, at, told_at=journey.some_late_upload(at), detail=courier)
    entered_at = _entered_at(rng, work, at)
    journey.tell("signed", master, outlet, entered_at, detail={"operator": desk_no(outlet), **signature})


def _entered_at(rng: Random, work: Delivery, handed_over_at: datetime) -> datetime:
    due_at = work.due.sign_entry.due_at
    soonest = handed_over_at + timedelta(minutes=3)
    chance = rng.random() / work.carelessness
    if chance < NEXT_DAY_SIGN:
        return max(morning_after(due_at), soonest) + timedelta(minutes=rng.uniform(20, 240))
    if chance < NEXT_DAY_SIGN + LATE_SIGN:
        return max(due_at, soonest) + timedelta(minutes=rng.uniform(2, 200))
    latest = min(due_at - timedelta(minutes=1), handed_over_at + timedelta(hours=4))
    return soonest + max(latest - soonest, timedelta(minutes=2)) * rng.random()
