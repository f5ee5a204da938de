"""What goes wrong with a demo parcel: nobody home, refused, damaged, mis-sorted; registered well or badly. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from crm.home.demo.blueprint import OutletPlan
from crm.home.demo.journeys import Delivery, Journey, deliver, hand_over, leaves_at, load, morning_after, on
from crm.home.demo.people import courier_no, desk_no
from crm.home.demo.remarks import Wording, doubtful, incomplete, proper, vague
from crm.home.demo.timetable import Truck
from shipments.rules.terms import ProblemCategory

#: Share of all parcels; the sorts by weight; of all records the badly worded, the incomplete, the late, and
#: those that a person has to judge.
PROBLEMS = 0.02
_SORTS = {"delivery": 60, "refused": 12, "damage": 14, "transfer": 14}
_CATEGORY = {
    "delivery": ProblemCategory.DELIVERY,
    "refused": ProblemCategory.DELIVERY,
    "damage": ProblemCategory.DAMAGE,
    "transfer": ProblemCategory.TRANSFER,
}
VAGUE = 0.10
INCOMPLETE = 0.05
LATE = 0.08
DOUBTFUL = 0.05


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the clerk went about it."""

    wording: Wording
    late: bool


def sort_of_trouble(rng: Random) -> str:
    """What goes wrong: empty for most."""
    if rng.random() >= PROBLEMS:
        return ""
    return rng.choices(list(_SORTS), weights=_SORTS.values())[0]


def refuse_or_postpone(journey: Journey, work: Delivery, *, refused: bool) -> None:
    """The courier comes back with it; it stays over night and is delivered or sent back the next day."""
    rng, outlet, master = journey.rng, work.truck.outlet, (work.parcel.number,)
    courier = {"operator": courier_no(outlet, rng)}
    out_at = leaves_at(rng, work)
    journey.tell("out_for_delivery", master, outlet, out_at, detail=courier)
    window = work.due.delivery.due_at - timedelta(minutes=12) - out_at
    met_at = out_at + max(window, timedelta(minutes=10)) * rng.uniform(0.1, 0.9)
    told_at = _register(
        journey, work, sort="refused" if refused else "delivery", met_at=met_at, due_at=work.due.problem_delivery.due_at
    )
    held_at = max(on(met_at.date(), 18), told_at) + timedelta(minutes=rng.uniform(2, 40))
    journey.tell("hold", master, outlet, held_at, detail={"operator": desk_no(outlet)})
    again_at = max(morning_after(met_at), held_at) + timedelta(minutes=rng.uniform(10, 60))
    if refused:
        journey.tell("returned", master, outlet, again_at, detail={"operator": desk_no(outlet)})
        return
    journey.tell("out_for_delivery", master, outlet, again_at, detail=courier)
    later_at = again_at + timedelta(minutes=rng.uniform(20, 170))
    hand_over(journey, work, at=later_at, courier=courier, at_the_door=1.0)


def damaged(journey: Journey, work: Delivery) -> None:
    """Found at the scan, registered, and delivered with the sender's leave."""
    met_at = work.scanned_at + timedelta(minutes=journey.rng.uniform(1, 9))
    due_at = work.scanned_at + timedelta(minutes=25)
    _register(journey, work, sort="damage", met_at=met_at, due_at=due_at)
    deliver(journey, work)


def sent_on(journey: Journey, work: Delivery, *, onward: Truck) -> None:
    """The address belongs to another outlet: registered, forwarded, and on that outlet's truck."""
    rng, outlet, parcel = journey.rng, work.truck.outlet, work.parcel
    met_at = work.scanned_at + timedelta(minutes=rng.uniform(2, 12))
    told_at = _register(journey, work, sort="transfer", met_at=met_at, due_at=work.due.problem_transfer.due_at)
    sent_at = told_at + timedelta(minutes=rng.uniform(15, 60))
    detail = {"operator": desk_no(outlet), "next_stop": onward.outlet.code}
    journey.tell("forwarded", (parcel.number,), outlet, sent_at, detail=detail)
    load(journey, parcel.pieces, outlet, max(sent_at, on(met_at.date(), 20)), truck=onward)


def _register(journey: Journey, work: Delivery, *, sort: str, met_at: datetime, due_at: datetime) -> datetime:
    """Writes the problem record; most are proper and in time. Returns when it was registered."""
    rng, outlet = journey.rng, work.truck.outlet
    met_at = met_at.replace(second=0, microsecond=0)
    manner = _manner(rng, sort, met_at=met_at)
    registered_at = met_at + timedelta(minutes=rng.uniform(1, 8))
    if manner.late:
        registered_at = max(registered_at, due_at + timedelta(minutes=rng.uniform(4, 120)))
    problem = {
        "category": str(_CATEGORY[sort]),
        "occurred_at": met_at.isoformat(),
        "contact": manner.wording.contact,
        "phone": manner.wording.phone,
        "matter": manner.wording.matter,
    }
    detail = {"operator": desk_no(outlet), "problem": problem}
    journey.tell("problem", (work.parcel.number,), outlet, registered_at, detail=detail)
    return registered_at


def _manner(rng: Random, sort: str, *, met_at: datetime) -> _Manner:
    chance = rng.random()
    if chance < VAGUE:
        return _Manner(vague(rng), late=False)
    if chance < VAGUE + INCOMPLETE:
        return _Manner(incomplete(rng, sort, at=met_at), late=False)
    if chance > 1 - DOUBTFUL:
        return _Manner(doubtful(rng, sort, at=met_at), late=False)
    return _Manner(proper(rng, sort, at=met_at), late=chance < VAGUE + INCOMPLETE + LATE)


def neighbour(rng: Random, outlet: OutletPlan, outlets: list[OutletPlan]) -> OutletPlan | None:
    """Another outlet of the same region."""
    near = [one for one in outlets if one.region_code == outlet.region_code and one is not outlet]
    return rng.choice(near) if near else None
