"""A month of the demo network's work on paper: parcels, trucks, and every scan with the hour it is told. Pure.

The same seed, size and instant give the same traffic. What lies after the instant has not happened: it is left out.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from random import Random

from crm.home.demo.blueprint import OutletPlan, samples
from crm.home.demo.journeys import Delivery, Journey, arrive, deliver, load, set_out
from crm.home.demo.parcels import Parcel, parcel
from crm.home.demo.people import courier_no
from crm.home.demo.senders import Sender, Senders
from crm.home.demo.timetable import ZONE, Timetable, Truck
from crm.home.demo.troubles import damaged, neighbour, refuse_or_postpone, sent_on, sort_of_trouble
from shipments.rules.deadlines import Deadlines
from shipments.rules.terms import Shift
from shipments.services.scans import Scan

#: Volume by weekday, Monday first.
_WEEK = (1.12, 1.08, 1.0, 1.0, 1.05, 0.9, 0.6)
_SHIFT_WEIGHTS = {Shift.EARLY: 0.72, Shift.MID: 0.2, Shift.EVENING: 0.08}
#: Share of all waybills that go to the sample outlets.
_SAMPLE_SHARES = (0.04, 0.02)
#: At the instant itself each sample outlet has just unloaded one truck and is out delivering another's goods.
_FRESH = 42
_FRESH_AGES = (timedelta(minutes=13), timedelta(hours=1, minutes=50))
#: Couriers scan at pick-up only since then: an older parcel's first scan is its departure.
PICKUPS_SCANNED_FOR = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Size:
    outlets: int = 380
    days: int = 30
    waybills: int = 30_000


@dataclass(slots=True)
class Posted:
    """A parcel and when it was picked up."""

    taken_at: datetime
    parcel: Parcel


@dataclass(slots=True)
class Traffic:
    """
    trade      each outlet's share in what comes in
    posted     by pick-up
    told       every scan, with the hour at which it reaches the server
    trucks     those that carry something
    """

    trade: dict[str, float]
    firms: list[Sender]
    posted: list[Posted] = field(default_factory=list)
    told: list[Scan] = field(default_factory=list)
    trucks: list[Truck] = field(default_factory=list)


class Planner:
    def __init__(self, outlets: list[OutletPlan], *, size: Size, seed: int, now: datetime) -> None:
        self.outlets, self.size, self.seed = outlets, size, seed
        self.now = now.astimezone(ZONE)
        self.rng = Random(f"{seed} traffic")
        self.trade = _trade(outlets, seed=seed)
        self.carelessness = {outlet.code: self.rng.lognormvariate(0, 0.55) for outlet in outlets}
        self.senders = Senders(outlets, trade=self.trade, seed=seed)
        self.timetable = Timetable(outlets, trade=self.trade, seed=seed)
        self.traffic = Traffic(self.trade, self.senders.firms)
        self._due: dict[str, Deadlines] = {}
        self._loaded: set[str] = set()
        self._number = 0

    def plan(self) -> Traffic:
        fresh = min(_FRESH, self.size.waybills // 12)
        rest = self.size.waybills - fresh * len(_FRESH_AGES) * len(samples(self.outlets))
        for day, count in self._days(rest).items():
            self._send_for(day, count)
        for outlet in samples(self.outlets):
            for age in _FRESH_AGES:
                self._send_fresh(outlet, count=fresh, age=age)
        return self._sorted()

    def _days(self, total: int) -> dict[date, int]:
        """Waybills by the day they come in, up to the early trucks of tomorrow."""
        today = self.now.date()
        days = [today - timedelta(days=back) for back in range(self.size.days - 1, -2, -1)]
        weights = list(accumulate(_WEEK[day.weekday()] for day in days[:-1]))
        ends = [round(total * weight / weights[-1]) for weight in weights]
        counts = [end - start for start, end in pairwise([0, *ends])]
        return dict(zip(days, [*counts, counts[-1]], strict=True))

    def _send_for(self, day: date, count: int) -> None:
        rng = Random(f"{self.seed} {day}")
        weights = list(accumulate(self.trade.values()))
        outlets = rng.choices(self.outlets, cum_weights=weights, k=count)
        for sender, outlet in zip(self.senders.draw(rng, count=count), outlets, strict=True):
            shifts = self.timetable.shifts[outlet.code]
            shift = rng.choices(shifts, weights=[_SHIFT_WEIGHTS[one] for one in shifts])[0]
            self._send(rng, sender, self.timetable.truck(outlet, day, shift))

    def _send_fresh(self, outlet: OutletPlan, *, count: int, age: timedelta) -> None:
        rng = Random(f"{self.seed} fresh {outlet.code} {age}")
        truck = self.timetable.extra_truck(outlet, unloaded_at=(self.now - age).replace(microsecond=0))
        for sender in self.senders.draw(rng, count=count):
            self._send(rng, sender, truck)

    def _send(self, rng: Random, sender: Sender, truck: Truck) -> None:
        """One parcel's whole journey, as far as it has come."""
        self._number += 1
        one = parcel(self._number, rng, sender=sender, destination=truck.outlet, shift=truck.shift)
        journey = Journey(rng)
        recent = truck.planned_at > self.now - PICKUPS_SCANNED_FOR
        taken_at = set_out(journey, one, truck, pickup_scanned=recent)
        if taken_at > self.now:
            return
        self._come(journey, one, truck)
        self.traffic.posted.append(Posted(taken_at, one))
        told = [scan for scan in journey.told if scan.received_at <= self.now]
        self.traffic.told += told
        self._loaded.update(scan.trip_no for scan in told if scan.trip_no)

    def _come(self, journey: Journey, one: Parcel, truck: Truck) -> None:
        work = self._unload(journey, one, truck)
        trouble = sort_of_trouble(journey.rng)
        if trouble in ("delivery", "refused"):
            refuse_or_postpone(journey, work, refused=trouble == "refused")
        elif trouble == "damage":
            damaged(journey, work)
        elif trouble == "transfer" and (other := neighbour(journey.rng, truck.outlet, self.outlets)):
            onward = self.timetable.truck(other, truck.unloaded_at.date() + timedelta(days=1), Shift.EARLY)
            sent_on(journey, work, onward=onward)
            deliver(journey, self._unload(journey, one, onward))
        else:
            deliver(journey, work)
        if one.receipt:
            self._send_back(journey, one, truck)

    def _unload(self, journey: Journey, one: Parcel, truck: Truck) -> Delivery:
        due = self._due.get(truck.trip_no) or self._due.setdefault(truck.trip_no, truck.deadlines())
        carelessness = self.carelessness[truck.outlet.code]
        scanned_at = arrive(journey, one.pieces, truck, due=due, carelessness=carelessness)
        return Delivery(one, truck, due, scanned_at, carelessness)

    def _send_back(self, journey: Journey, one: Parcel, truck: Truck) -> None:
        """The return receipt drives home two nights later and is handed to the sender."""
        home, receipt = one.sender.outlet, (one.receipt,)
        back = self.timetable.truck(home, truck.unloaded_at.date() + timedelta(days=2), Shift.EARLY)
        left_at = back.planned_at - timedelta(hours=journey.rng.uniform(9, 11))
        load(journey, receipt, truck.outlet, left_at, truck=back)
        due = self._due.get(back.trip_no) or self._due.setdefault(back.trip_no, back.deadlines())
        scanned_at = arrive(journey, receipt, back, due=due, carelessness=self.carelessness[home.code])
        courier = {"operator": courier_no(home, journey.rng), "signer": one.sender.name, "signer_relation": "101"}
        signed_at = scanned_at + timedelta(minutes=journey.rng.uniform(30, 150))
        journey.tell("signed", receipt, home, signed_at, detail=courier)

    def _sorted(self) -> Traffic:
        self.traffic.posted.sort(key=lambda posted: (posted.taken_at, posted.parcel.number))
        self.traffic.trucks = [truck for truck in self.timetable if truck.trip_no in self._loaded]
        return self.traffic


def plan_traffic(outlets: list[OutletPlan], *, size: Size, seed: int, now: datetime) -> Traffic:
    """All that happened up to `now`."""
    return Planner(outlets, size=size, seed=seed, now=now).plan()


def _trade(outlets: list[OutletPlan], *, seed: int) -> dict[str, float]:
    """Shares that sum to one: cities by their trade, outlets by Pareto, the sample outlets as agreed."""
    rng = Random(f"{seed} trade")
    raw = {outlet.code: outlet.place.city.trade * rng.paretovariate(1.5) for outlet in outlets}
    fixed = {plan.code: share for plan, share in zip(samples(outlets), _SAMPLE_SHARES, strict=False)}
    left = (1 - sum(fixed.values())) / (sum(v for code, v in raw.items() if code not in fixed) or 1)
    return {code: fixed.get(code, volume * left) for code, volume in raw.items()}
