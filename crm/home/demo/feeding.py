"""Telling the demo's traffic to the services that everybody uses, day by day, with the sweep that ended each day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import connection
from django.db.models import Model

from crm.home.demo.journeys import on
from crm.home.demo.parcels import PRINTED, Parcel
from crm.home.demo.timetable import Truck
from crm.home.demo.traffic import Posted, Traffic
from crm.home.sql import statistics
from outlets.access import Access
from outlets.models import Hub, Outlet
from shipments.models import (
    Clock,
    DeliveriesTold,
    DeliveryRun,
    LineHaulTrip,
    Piece,
    PieceArrival,
    ProblemRecord,
    Waybill,
)
from shipments.quality.models import Fine, OutletDay, Violation
from shipments.quality.services.notices import announce
from shipments.quality.services.sweeping import sweep
from shipments.services.scans import FOLDED, LONGEST_BATCH, Scan, record_scans
from shipments.services.trips import NewTrip, correct_trip, register_trips
from shipments.services.waybills import NewPiece, NewWaybill, Party, enter_waybills

EVERYTHING = Access(network=True, outlet_ids=frozenset(), roles=frozenset())
SOURCE = "demo"
BATCH = 2000
#: The monitor day has just closed: the hour at which each day's scans are handed in and judged.
SWEPT_AT = (2, 10)
#: So many days ago outlets were told of their fines, besides today: thrice in a month instead of daily loads faster.
TOLD_AGO = frozenset({1, 4, 7})
#: Days of the load on which the planner is told how large these tables have become.
_ENTERED = (LineHaulTrip, Clock, Waybill, Piece)
_GROWING = (PieceArrival, DeliveryRun, ProblemRecord, Violation, Fine, OutletDay)
ANALYZED_ON = {0: _ENTERED, **dict.fromkeys((1, 2, 4, 8, 16), _GROWING)}

Progress = Callable[[str], None]
Row = TypeVar("Row")


def feed(traffic: Traffic, *, outlets: Mapping[str, Outlet], now: datetime, progress: Progress) -> None:
    """Everything that happened up to `now`, as it would have reached us.

    writes   trips, waybills, scans and all that follows from them
    """
    register(traffic.trucks, outlets=outlets, now=now)
    enter(traffic.posted, now=now)
    progress(f"{len(traffic.trucks)} trips and {len(traffic.posted)} waybills entered")
    late = [truck for truck in traffic.trucks if truck.told_late]
    for number, (at, scans) in enumerate(_days(traffic.told, now=now)):
        if number in ANALYZED_ON:
            _analyze(ANALYZED_ON[number])
        for batch in _batches(scans, LONGEST_BATCH):
            _record(batch, at=at)
        for truck in late:
            if at - timedelta(days=1) < _told_at(truck) <= at:
                _report(truck)
        DeliveriesTold.objects.all().delete()  # the demo's thanks are made up when its tiers are known
        sweep(at)
        if (now.date() - at.date()).days in TOLD_AGO and at < now:
            announce(on(at.date(), 8))
    progress(f"{len(traffic.told)} scans recorded and judged")


def register(trucks: Sequence[Truck], *, outlets: Mapping[str, Outlet], now: datetime) -> None:
    hubs = {hub.code: hub for hub in Hub.objects.all()}
    for batch in _batches(trucks, BATCH):
        register_trips([_trip(truck, outlets[truck.outlet.code], hubs, now=now) for truck in batch], by=None, at=now)


def enter(posted: Sequence[Posted], *, now: datetime) -> None:
    """raises   RuntimeError when the services refuse what the demo made up: then the demo is wrong"""
    for batch in _batches(posted, BATCH):
        refused = enter_waybills([_waybill(each) for each in batch], access=EVERYTHING, at=now).refused
        if refused:
            raise RuntimeError(f"The demo's waybill {refused[0].number} was refused: {refused[0].detail}")


def _days(told: Iterable[Scan], *, now: datetime) -> Iterator[tuple[datetime, list[Scan]]]:
    """What reached us between one sweep and the next, up to now.

    All scans of a waybill stand together, and the waybills with troubles last: they take more work than others.
    """
    days: dict[datetime, list[Scan]] = defaultdict(list)
    for scan in told:
        days[min(_next_sweep(scan.received_at), now)].append(scan)
    troubled = {scan.piece for scan in told if scan.kind in FOLDED}
    at = min(days, default=now)
    while True:
        yield at, sorted(days[at], key=lambda scan: (scan.piece[:PRINTED] in troubled, scan.piece, scan.received_at))
        if at == now:
            return
        at = min(at + timedelta(days=1), now)


def _next_sweep(at: datetime) -> datetime:
    today = on(at.date(), *SWEPT_AT)
    return today if at <= today else today + timedelta(days=1)


def _record(scans: list[Scan], *, at: datetime) -> None:
    rejected = record_scans(scans, source=SOURCE, access=EVERYTHING, at=at).rejected
    if rejected:
        raise RuntimeError(f"The demo's scan {scans[rejected[0].index]} was rejected: {rejected[0].detail}")


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def _told_at(truck: Truck) -> datetime:
    return on(truck.arrived_at.date() + timedelta(days=1), 9)


def _analyze(tables: Iterable[type[Model]]) -> None:
    names = ", ".join(table._meta.db_table for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(statistics.ANALYZE.format(tables=names))


def _report(truck: Truck) -> None:
    """Headquarters hear only now when the truck really came; what was charged by the plan is reversed."""
    trip = LineHaulTrip.objects.get(trip_no=truck.trip_no)
    times = {"arrived_at": truck.arrived_at, "unloaded_at": truck.unloaded_at}
    correct_trip(trip, times, by=None, at=_told_at(truck))


def _trip(truck: Truck, outlet: Outlet, hubs: Mapping[str, Hub], *, now: datetime) -> NewTrip:
    arrived_at, unloaded_at = (None, None) if truck.told_late else truck.known_by(now)
    return NewTrip(
        trip_no=truck.trip_no,
        outlet=outlet,
        shift=truck.shift,
        planned_at=truck.planned_at,
        arrived_at=arrived_at,
        unloaded_at=unloaded_at,
        origin_hub=hubs[truck.outlet.hub_code],
        vehicle=f"演示{truck.outlet.code[2:]}",
    )


def _waybill(posted: Posted) -> NewWaybill:
    one: Parcel = posted.parcel
    return NewWaybill(
        number=one.number,
        product=one.product,
        origin=one.sender.outlet.code,
        destination=one.destination.code,
        sender=Party(one.sender.name, one.sender.phone, one.sender.address),
        receiver=Party(one.receiver_name, one.receiver_phone, one.receiver_address),
        weight_kg=one.weight_kg,
        pieces=(
            NewPiece(one.number, "master"),
            *(NewPiece(number, "sub") for number in one.subs),
            *((NewPiece(one.receipt, "receipt"),) if one.receipt else ()),
        ),
        customer=one.sender.code,
        cod_yuan=one.cod_yuan,
        return_receipt=bool(one.receipt),
        entered_at=posted.taken_at,
    )
