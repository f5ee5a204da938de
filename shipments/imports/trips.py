"""Line-haul trips from CSV files: new ones registered, the times of known ones corrected."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.imports.registry import CREATED, UNCHANGED, UPDATED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from outlets.access import may_edit_network
from outlets.models import Hub, Outlet
from shipments.models import LineHaulTrip
from shipments.rules.terms import SHIFT_ALIASES
from shipments.services.trips import TIMES, NewTrip, assign_truck, correct_trip, register_trips


def apply_trips(rows: Sequence[Row], call: Call) -> list[Result]:
    standing = {
        trip.trip_no: trip
        for trip in LineHaulTrip.objects.filter(trip_no__in=[row.values["trip_no"] for row in rows]).select_related(
            "outlet", "origin_hub"
        )
    }
    outlets = Outlet.objects.in_bulk([row.values["outlet"] for row in rows], field_name="code")
    hubs = Hub.objects.in_bulk([row.values.get("origin_hub", "") for row in rows], field_name="code")
    results: dict[int, Result] = {}
    fresh: list[NewTrip] = []
    for row in rows:
        found = _trip_fault(row.values, standing.get(row.values["trip_no"]), outlets=outlets, hubs=hubs)
        if found:
            results[row.line] = found
        elif trip := standing.get(row.values["trip_no"]):
            results[row.line] = _change_trip(trip, row.values, hubs=hubs, call=call)
        else:
            fresh.append(_new_trip(row.values, outlets=outlets, hubs=hubs))
            results[row.line] = CREATED
    register_trips(fresh, by=call.by, at=call.at)
    return [results[row.line] for row in rows]


def _trip_fault(
    values: Mapping[str, Any], standing: LineHaulTrip | None, *, outlets: Mapping[str, Outlet], hubs: Mapping[str, Hub]
) -> Result | None:
    if values["outlet"] not in outlets:
        return refused("outlet", "unknown_outlet", value=values["outlet"])
    if "origin_hub" in values and values["origin_hub"] not in hubs:
        return refused("origin_hub", "unknown_hub", value=values["origin_hub"])
    if standing and standing.outlet.code != values["outlet"]:
        return refused("outlet", "trip_elsewhere", outlet=standing.outlet.code)
    if standing and standing.shift != values["shift"]:
        return refused("shift", "trip_shift", shift=standing.get_shift_display())
    arrived, unloaded = (values.get(name) or getattr(standing, name, None) for name in ("arrived_at", "unloaded_at"))
    if arrived and unloaded and unloaded < arrived:
        return refused("unloaded_at", "unloaded_before_arrival")
    return None


def _new_trip(values: Mapping[str, Any], *, outlets: Mapping[str, Outlet], hubs: Mapping[str, Hub]) -> NewTrip:
    return NewTrip(
        **{
            **values,
            "outlet": outlets[values["outlet"]],
            "origin_hub": hubs.get(values.get("origin_hub", "")),
        }
    )


def _change_trip(trip: LineHaulTrip, values: Mapping[str, Any], *, hubs: Mapping[str, Hub], call: Call) -> Result:
    changes = {name: values[name] for name in TIMES if name in values and values[name] != getattr(trip, name)}
    hub = hubs.get(values.get("origin_hub", ""), trip.origin_hub)
    vehicle = values.get("vehicle", trip.vehicle)
    truck = (hub, vehicle) != (trip.origin_hub, trip.vehicle)
    if truck:
        assign_truck(trip, origin_hub=hub, vehicle=vehicle, by=call.by, at=call.at)
    if changes:
        correct_trip(trip, changes, by=call.by, at=call.at)
    return UPDATED if changes or truck else UNCHANGED


TRIPS = Importer(
    kind="trips",
    label=_("Trips"),
    order=30,
    key=("trip_no",),
    apply=apply_trips,
    allowed=may_edit_network,
    note=_("A known trip takes the times that differ, and its deadlines follow. Its outlet and shift stay."),
    reasons={
        "unknown_outlet": _("There is no outlet “%(value)s”."),
        "unknown_hub": _("There is no hub “%(value)s”."),
        "trip_elsewhere": _("This trip exists and goes to outlet %(outlet)s."),
        "trip_shift": _("This trip exists with another shift: %(shift)s."),
        "unloaded_before_arrival": _("The truck cannot be unloaded before it has arrived: check the two times."),
    },
    fields=(
        Field("trip_no", _("Trip number"), cells.code(40), ("车次", "线车编号", "车次号"), True, "T20261118-SZ01"),
        Field("outlet", _("Outlet code"), cells.code(20), ("网点", "网点编号", "到达网点"), True, "440305A"),
        Field("shift", _("Shift"), cells.one_of(SHIFT_ALIASES), ("班次",), True, "早班"),
        Field(
            "planned_at", _("Planned arrival"), cells.instant, ("计划到达", "计划到车时间"), True, "2026-11-18 06:00"
        ),
        Field("arrived_at", _("Arrived at"), cells.instant, ("实际到达", "到车时间"), False, "2026-11-18 06:10"),
        Field("unloaded_at", _("Unloaded at"), cells.instant, ("卸车完成", "卸货完成时间"), False, "2026-11-18 06:40"),
        Field("origin_hub", _("Hub code"), cells.code(20), ("始发分拨", "分拨编号", "分拨中心"), False, "SZ-HUB"),
        Field("vehicle", _("Vehicle"), cells.text(20), ("车牌", "车牌号"), False, "粤B00001"),
    ),
)
