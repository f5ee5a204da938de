"""The demo's trucks: which shifts an outlet has, when its trucks are due, and when they really come. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from crm.home.demo.blueprint import OutletPlan
from shipments.rules.deadlines import Deadlines, Inputs, deadlines
from shipments.rules.edition import EDITION_1
from shipments.rules.terms import Shift

ZONE = ZoneInfo(EDITION_1.zone)
#: When the truck is due, by how far the city is from its hub.
_DUE = {
    Shift.EARLY: (time(6, 40), time(7, 20), time(8, 10)),
    Shift.MID: (time(13, 0), time(13, 30), time(14, 20)),
    Shift.EVENING: (time(17, 50), time(18, 10), time(18, 40)),
}
_LETTERS = {Shift.EARLY: "E", Shift.MID: "M", Shift.EVENING: "N"}
#: Of all outlets, the busiest share that has a truck of this shift.
_SHARE = {Shift.EARLY: 1.0, Shift.MID: 0.15, Shift.EVENING: 0.05}


@dataclass(slots=True)
class Truck:
    """
    luck         from 0 to 1: how it goes for the whole batch, whoever handles it
    told_late    the truck's times were reported only the next morning; until then everybody had the plan
    """

    trip_no: str
    outlet: OutletPlan
    shift: Shift
    planned_at: datetime
    arrived_at: datetime
    unloaded_at: datetime
    luck: float = 1.0
    told_late: bool = False

    def known_by(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """Arrival and unloading as far as they have happened."""
        return (
            self.arrived_at if self.arrived_at <= at else None,
            self.unloaded_at if self.unloaded_at <= at else None,
        )

    def deadlines(self) -> Deadlines:
        return deadlines(
            EDITION_1,
            Inputs(
                self.outlet.kind,
                self.shift,
                received_at=self.unloaded_at,
                line_haul_arrived_at=self.arrived_at,
                planned_at=self.planned_at,
            ),
        )


class Timetable:
    """Trucks by outlet, day and shift, each made when the first piece is loaded onto it."""

    def __init__(self, outlets: list[OutletPlan], *, trade: dict[str, float], seed: int) -> None:
        self.seed = seed
        busiest = sorted(outlets, key=lambda outlet: -trade[outlet.code])
        rank = {outlet.code: position / len(outlets) for position, outlet in enumerate(busiest)}
        self.shifts = {
            outlet.code: [shift for shift in Shift if rank[outlet.code] < _SHARE[shift]] for outlet in outlets
        }
        self._trucks: dict[tuple[str, date, Shift], Truck] = {}
        self._extra: list[Truck] = []
        self._jams: dict[tuple[str, date], timedelta] = {}

    def __iter__(self) -> Iterator[Truck]:
        yield from self._trucks.values()
        yield from self._extra

    def truck(self, outlet: OutletPlan, day: date, shift: Shift) -> Truck:
        key = (outlet.code, day, shift)
        if key not in self._trucks:
            self._trucks[key] = self._send(outlet, day, shift)
        return self._trucks[key]

    def extra_truck(self, outlet: OutletPlan, *, unloaded_at: datetime) -> Truck:
        """A truck beside the plan, punctual, of the shift that its hour belongs to."""
        hour = unloaded_at.hour
        shift = Shift.EARLY if hour < 12 else Shift.MID if hour < 18 else Shift.EVENING
        truck = Truck(
            f"{outlet.code}-{unloaded_at:%y%m%d%H%M}X",
            outlet,
            shift,
            planned_at=unloaded_at - timedelta(minutes=15),
            arrived_at=unloaded_at - timedelta(minutes=9),
            unloaded_at=unloaded_at,
        )
        self._extra.append(truck)
        return truck

    def _send(self, outlet: OutletPlan, day: date, shift: Shift) -> Truck:
        rng = Random(f"{self.seed} truck {outlet.code} {day} {shift}")
        due = datetime.combine(day, _DUE[shift][outlet.place.city.reach], ZONE)
        late = timedelta(minutes=max(-12.0, rng.gauss(0, 8)))
        if shift is Shift.EARLY:
            late += self._jam(outlet.hub_code, day)
            if rng.random() < 0.025:
                late += timedelta(minutes=rng.randrange(80, 230))
        arrived_at = (due + late).replace(microsecond=0)
        unloaded_at = arrived_at + timedelta(seconds=rng.randrange(8 * 60, 24 * 60))
        told_late = shift is Shift.EARLY and late > timedelta(minutes=60) and rng.random() < 0.04
        number = f"{outlet.code}-{day:%y%m%d}{_LETTERS[shift]}"
        return Truck(number, outlet, shift, due, arrived_at, unloaded_at, rng.random(), told_late)

    def _jam(self, hub: str, day: date) -> timedelta:
        """Some mornings all of a hub's trucks stand in the same jam."""
        if (hub, day) not in self._jams:
            rng = Random(f"{self.seed} jam {hub} {day}")
            jammed = rng.random() < 0.03
            self._jams[hub, day] = timedelta(minutes=rng.randrange(70, 150) if jammed else 0)
        return self._jams[hub, day]
