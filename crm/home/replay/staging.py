"""The stage of a replay: the outlets that a history is laid on, and the trips that brought its pieces there."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from crm.home.replay.mapping import Map
from crm.home.replay.reading import Played
from outlets.models import Hub, Outlet, Region
from outlets.services.network import keep
from shipments.models import LineHaulTrip
from shipments.quality.models import Replay
from shipments.services.trips import NewTrip, register_trips

#: The truck is taken to have come this long before it was unloaded.
UNLOADING = timedelta(minutes=20)


@dataclass(slots=True)
class Stage:
    """
    codes     of the outlets to lay the history on; none: one new outlet for each of the map's keys
    outlets   by the map's key; `trips` by number: what is known to be there
    """

    replay: Replay
    codes: tuple[str, ...]
    outlets: dict[str, Outlet] = field(default_factory=dict)
    trips: set[str] = field(default_factory=set)

    def code(self, row: Played) -> str:
        return self.outlets[row.outlet].code

    def trip_no(self, row: Played) -> str:
        return f"{self.outlets[row.outlet].code}-{_minute(row.unloaded_at)}"


@lru_cache(maxsize=8192)
def _minute(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M}"


def set_stage(stage: Stage, played: Sequence[Played], map_: Map, *, at: datetime) -> None:
    """Make the outlets and trips of these rows that are not there yet; done twice, it changes nothing.

    writes   outlets_region, outlets_hub, outlets_outlet, shipments_linehaultrip, shipments_clock
    """
    _ensure_outlets(stage, played, map_, at=at)
    _ensure_trips(stage, played, at=at)


def _ensure_outlets(stage: Stage, played: Sequence[Played], map_: Map, *, at: datetime) -> None:
    keys = {row.outlet: row.outlet_name for row in played if row.outlet not in stage.outlets}
    if not keys:
        return
    wanted = {key: _code(stage, key) for key in keys}
    if not stage.codes:
        (region,) = keep([Region(code="REPLAY", name="Replay")], by=None, at=at)
        (hub,) = keep([Hub(code="REPLAY", name="Replay", region=region.row)], by=None, at=at)
        places = [
            Outlet(code=code, name=keys[key][:60], region=region.row, hub=hub.row, kind=map_.outlet_kind)
            for key, code in wanted.items()
        ]
        keep(places, by=None, at=at)
    found = {outlet.code: outlet for outlet in Outlet.objects.filter(code__in=wanted.values())}
    stage.outlets |= {key: found[code] for key, code in wanted.items()}
    stage.replay.outlets = sorted(set(stage.replay.outlets) | set(found))


def _code(stage: Stage, key: str) -> str:
    number = hashlib.sha256(key.encode()).hexdigest()
    if stage.codes:
        return stage.codes[int(number, 16) % len(stage.codes)]
    return f"R{stage.replay.digest[:4]}{number[:8]}".upper()


def _ensure_trips(stage: Stage, played: Sequence[Played], *, at: datetime) -> None:
    wanted = {number: row for row in played if (number := stage.trip_no(row)) not in stage.trips}
    known = set(LineHaulTrip.objects.filter(trip_no__in=wanted).values_list("trip_no", flat=True))
    new = [
        NewTrip(
            number,
            stage.outlets[row.outlet],
            row.shift,
            planned_at=row.unloaded_at - UNLOADING,
            arrived_at=row.unloaded_at - UNLOADING,
            unloaded_at=row.unloaded_at,
        )
        for number, row in wanted.items()
        if number not in known
    ]
    if new:
        register_trips(new, by=None, at=at)
    stage.trips |= wanted.keys()
