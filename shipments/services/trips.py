"""Line-haul trips: registered from the plan, reported by HQ or a partner, corrected afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.bulk import array_literal, text_array
from crm.shared.errors import Refused
from outlets.models import Hub, Outlet
from shipments.models import ArrivalToJudge, Clock, DayTouched, DeliveryRun, LineHaulTrip, PieceArrival
from shipments.services.clocks import move_trip_clock, start_trip_clocks
from shipments.services.histories import rejudge_problems_of_clock
from shipments.sql import trips as sql

TIMES = ("planned_at", "arrived_at", "unloaded_at")


@dataclass(frozen=True, slots=True)
class NewTrip:
    """A trip to register; all times aware."""

    trip_no: str
    outlet: Outlet
    shift: str
    planned_at: datetime
    arrived_at: datetime | None = None
    unloaded_at: datetime | None = None
    origin_hub: Hub | None = None
    vehicle: str = ""


def register_trips(trips: Sequence[NewTrip], *, by: object, at: datetime) -> list[LineHaulTrip]:
    """Register trips and start their clocks.

    raises   Refused when a number is taken or the truck was unloaded before it came; then none is registered
    writes   shipments_linehaultrip, shipments_clock
    """
    for trip in trips:
        _check_order(trip.arrived_at, trip.unloaded_at)
    rows = [
        LineHaulTrip(
            trip_no=trip.trip_no,
            outlet=trip.outlet,
            shift=trip.shift,
            planned_at=trip.planned_at,
            arrived_at=trip.arrived_at,
            unloaded_at=trip.unloaded_at,
            origin_hub=trip.origin_hub,
            vehicle=trip.vehicle,
        )
        for trip in trips
    ]
    try:
        with transaction.atomic():
            _insert(rows)
            start_trip_clocks(rows, kinds={trip.outlet.pk: trip.outlet.kind for trip in trips})
    except IntegrityError as clash:
        if "trip_no" not in str(clash):
            raise
        raise Refused(_("A trip with this number exists already."), code="trip_exists") from clash
    return rows


def _insert(rows: Sequence[LineHaulTrip]) -> None:
    columns = {
        "trip_no": text_array([row.trip_no for row in rows]),
        "outlet_id": array_literal([row.outlet_id for row in rows]),
        "shift": text_array([row.shift for row in rows]),
        **{name: array_literal([getattr(row, name) for row in rows]) for name in (*TIMES, "origin_hub_id")},
        "vehicle": text_array([row.vehicle for row in rows]),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.REGISTER_TRIPS, columns)
        keys = dict(cursor.fetchall())
    for row in rows:
        row.pk, row._state.adding = keys[row.trip_no], False


@transaction.atomic
def correct_trip(
    trip: LineHaulTrip, changes: Mapping[str, datetime | None], *, by: object, at: datetime
) -> LineHaulTrip:
    """Change a trip's times; its deadlines follow under the edition they began with, and its duties are judged anew.

    changes   any of planned_at, arrived_at, unloaded_at
    raises    Refused when the truck would be unloaded before it came
    writes    shipments_linehaultrip, shipments_clock, and puts the trip's duties to judgement
    """
    trip = LineHaulTrip.objects.select_for_update().select_related("outlet").get(pk=trip.pk)
    before = {name: getattr(trip, name) for name in TIMES}
    changed = {name: value for name, value in changes.items() if name in TIMES and value != before[name]}
    if not changed:
        return trip
    for name, value in changed.items():
        setattr(trip, name, value)
    _check_order(trip.arrived_at, trip.unloaded_at)
    trip.save(update_fields=list(changed))
    clock = Clock.objects.select_for_update().get(trip=trip)
    days = {clock.day}
    move_trip_clock(clock, trip)
    ids = PieceArrival.objects.filter(clock=clock).values_list("pk", flat=True)
    ArrivalToJudge.objects.bulk_create(ArrivalToJudge(arrival_id=pk) for pk in ids)
    DeliveryRun.objects.filter(clock=clock).update(to_judge=True)
    rejudge_problems_of_clock(clock)
    DayTouched.objects.bulk_create(
        [DayTouched(outlet_id=trip.outlet_id, day=day) for day in sorted(days | {clock.day})]
    )
    record_act(
        "trip.correct",
        f"shipments.trip:{trip.trip_no}",
        by=by,
        at=at,
        detail={name: [_iso(before[name]), _iso(value)] for name, value in changed.items()},
    )
    return trip


@transaction.atomic
def assign_truck(trip: LineHaulTrip, *, origin_hub: Hub | None, vehicle: str, by: object, at: datetime) -> None:
    """Say where the truck comes from and which one it is; no deadline hangs on either.

    writes    shipments_linehaultrip, audit_auditentry
    """
    before = (trip.origin_hub, trip.vehicle)
    if before != (origin_hub, vehicle):
        trip.origin_hub, trip.vehicle = origin_hub, vehicle
        trip.save(update_fields=["origin_hub", "vehicle"])
        detail = {"origin_hub": [_code(before[0]), _code(origin_hub)], "vehicle": [before[1], vehicle]}
        record_act("trip.assign", f"shipments.trip:{trip.trip_no}", by=by, at=at, detail=detail)


def _code(hub: Hub | None) -> str | None:
    return hub.code if hub else None


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _check_order(arrived_at: datetime | None, unloaded_at: datetime | None) -> None:
    if arrived_at and unloaded_at and unloaded_at < arrived_at:
        raise Refused(
            _("The truck cannot be unloaded before it has arrived: check the two times."),
            code="unloaded_before_arrival",
        )
