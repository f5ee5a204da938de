"""A month counted for its scores is what a slow count in Python counts, of outlets and of couriers."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from crm.accounts.roles import Role
from outlets.models import Membership
from shipments.models import DayTouched, DeliveryRun, ProblemRecord, ScanEvent
from shipments.quality.models import Fine, Violation
from shipments.quality.rules.performance import Counted
from shipments.quality.services.figures import fold_figures
from shipments.quality.services.performance import OF_COURIERS, OF_OUTLETS, tallies
from shipments.rules.performance_formula import Measure
from shipments.sql.partitions import ensure_partitions
from tests import make

pytestmark = pytest.mark.django_db
MONTH = date(2026, 11, 1)
ASKED = {
    "month": MONTH,
    "next": date(2026, 12, 1),
    "since": make.at(0, day=1),
    "until": make.at(0, day=1) + timedelta(days=30),
    "late": make.at(0, day=1) + timedelta(days=50),
    "gone": sorted(Fine.GONE),
    "vetoes": ["FK1"],
}


def told(piece, kind, at, worker, *, event_id=None) -> None:
    ScanEvent.objects.create(
        event_id=event_id or make.event_id(),
        piece=piece,
        kind=kind,
        outlet=piece.destination,
        device_at=at,
        occurred_at=at,
        received_at=at,
        grade="A",
        source=worker if ":" in worker else "test",
        detail=None if ":" in worker else {"operator": worker},
    )


class Network:
    """Two outlets with two couriers and a clerk each; some runs of a random month."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        ensure_partitions({(2026, 10), (2026, 11), (2026, 12)})
        self.outlets = [make.outlet(), make.outlet()]
        self.workers: dict[str, int] = {}
        for number, outlet in enumerate(self.outlets):
            by_login, by_number = (
                make.user(Role.COURIER, outlet),
                make.user(Role.COURIER, outlet, staff_no=f"C{number}"),
            )
            clerk = make.user(Role.WAYBILL_CLERK, outlet)
            phone = make.phone(by_number)
            self.workers |= {f"user:{by_login.pk}": by_login.pk, f"C{number}": by_number.pk}
            self.workers |= {f"phone:{phone.pk.hex}": by_number.pk, f"user:{clerk.pk}": clerk.pk}
        for _ in range(60):
            self.run()

    def run(self) -> None:
        rng, outlet = self.rng, self.rng.choice(self.outlets)
        day = date(2026, rng.choice([10, 11, 11, 11]), rng.randrange(1, 29))
        due_at = make.at(11, 30).replace(month=day.month, day=day.day)
        clock = make.clock(outlet, day=day, delivery_due_at=due_at, sign_due_at=due_at + timedelta(hours=2))
        piece = make.waybill(destination=outlet).pieces.get()
        run = make.run(clock, piece.waybill, dropped=rng.random() < 0.1)
        by = rng.choice(list(self.workers))
        if rng.random() < 0.8:
            run.delivered_at = due_at + timedelta(minutes=rng.randrange(-90, 60))
            told(piece, "delivered", run.delivered_at, by)
            run.signed_at = run.delivered_at + timedelta(minutes=rng.choice([0, 10, 200]))
            told(piece, "signed", run.signed_at, rng.choice(list(self.workers)))
            run.save()
        if rng.random() < 0.3:
            self.problem(piece, by, due_at)
        if rng.random() < 0.4:
            make.fine(run, state=rng.choice(["posted", "waived", "settled"]), charge=rng.choice(["delay", "sign"]))

    def problem(self, piece, by: str, at) -> None:
        kind = self.rng.choice([{}, {"timeliness": "late"}, {"remark": "IV1"}, {"ruling": "IV2"}, {"withdrawn": True}])
        record = make.problem(piece.waybill, registered_at=at, **kind)
        told(piece, "problem", at, by, event_id=record.event_id)
        if self.rng.random() < 0.5:
            violation = {"rule": "FK1", "charge": "false", "problem": record, "run": None, "waybill": piece.waybill}
            violation |= {"outlet": record.outlet, "edition": make.edition(), "day": at.date(), "found_at": at}
            made = Violation.objects.create(**violation, evidence={})
            state = self.rng.choice(["posted", "overturned"])
            Fine.objects.create(violation=made, outlet=record.outlet, yuan=200, posted_at=at, state=state)


def bad(record: ProblemRecord) -> bool:
    found = {record.timeliness, record.remark, record.ruling} & {"late", "IV1", "IV2"}
    return bool(found) and not record.withdrawn and record.registered_at.month == 11


def doer(network: Network, number: str, kinds: set[str], at) -> int | None:
    """Who made the scan of these kinds at that instant, a delivery first."""
    events = [event for event in ScanEvent.objects.filter(piece__number=number, occurred_at=at) if event.kind in kinds]
    first = min(events, key=lambda event: (event.kind, event.event_id), default=None)
    return first and network.workers[first.source if ":" in first.source else first.detail["operator"]]


def standing() -> list[Violation]:
    rows = Violation.objects.filter(day__month=11, voided_at=None).exclude(fine__state__in=Fine.GONE)
    return list(rows.select_related("run__waybill", "problem__waybill", "waybill"))


def slow_couriers(network: Network) -> dict[tuple[int, int], Counter]:
    counts: dict[tuple[int, int], Counter] = defaultdict(Counter)
    by_run = {}
    for run in DeliveryRun.objects.filter(clock__day__month=11, dropped=False).exclude(delivered_at=None):
        number = run.waybill.number
        who = doer(network, number, {"delivered", "signed"}, run.delivered_at)
        signer = doer(network, number, {"signed"}, run.signed_at)
        by_run[run.pk] = {"delay": who, "sign": signer}
        counts[run.outlet_id, who].update(volume=1, delivery=run.delivered_at <= run.clock.delivery_due_at)
        counts[run.outlet_id, signer].update(signs=1, sign=run.signed_at <= run.clock.sign_due_at)
    registrar = {}
    for record in ProblemRecord.objects.filter(withdrawn=False):
        registrar[record.pk] = doer(network, record.waybill.number, {"problem"}, record.registered_at)
        counts[record.outlet_id, registrar[record.pk]].update(problem=bad(record))
    for violation in standing():
        who = registrar.get(violation.problem_id) or by_run.get(violation.run_id, {}).get(violation.charge)
        if who:
            counts[violation.outlet_id, who].update(fine=1, broken=violation.rule == "FK1")
    couriers = set(Membership.objects.filter(role=Role.COURIER).values_list("outlet", "user"))
    return {key: found for key, found in counts.items() if key in couriers and any(found.values())}


def shown(tally) -> Counter:
    counts = {code: tally.counts.get(code, Counted(0, 0)) for code in Measure}
    return Counter(
        volume=tally.volume,
        delivery=counts[Measure.DELIVERY].count,
        signs=counts[Measure.SIGN].of,
        sign=counts[Measure.SIGN].count,
        problem=counts[Measure.PROBLEM].count,
        fine=counts[Measure.FINE].count,
    )


@pytest.mark.parametrize("seed", range(5))
def test_couriers_are_counted_as_by_hand(seed):
    network = Network(seed)
    counted = {(outlet, person): tally for outlet, person, tally in tallies(OF_COURIERS, ASKED)}
    by_hand = slow_couriers(network)

    vetoed = {key for key, found in by_hand.items() if found.pop("broken", 0)}
    assert {key: +shown(tally) for key, tally in counted.items() if +shown(tally)} == {
        key: +found for key, found in by_hand.items()
    }
    assert {key for key, tally in counted.items() if tally.broken} == vetoed


@pytest.mark.parametrize("seed", range(5))
def test_outlets_are_counted_as_by_hand(seed):
    Network(seed)
    for outlet, day in DeliveryRun.objects.values_list("outlet", "clock__day").distinct():
        DayTouched.objects.create(outlet_id=outlet, day=day)
    while fold_figures(make.NOON + timedelta(days=30)):
        pass
    by_hand: dict[int, Counter] = defaultdict(Counter)
    for run in DeliveryRun.objects.filter(clock__day__month=11, dropped=False).select_related("clock"):
        met = run.delivered_at is not None and run.delivered_at <= run.clock.delivery_due_at
        sign = run.signed_at is not None and run.signed_at <= run.clock.sign_due_at
        by_hand[run.outlet_id].update(volume=1, delivery=met, signs=1, sign=sign)
    for record in ProblemRecord.objects.all():
        by_hand[record.outlet_id].update(problem=bad(record))
    for violation in standing():
        by_hand[violation.outlet_id].update(fine=1)
    vetoed = {violation.outlet_id for violation in standing() if violation.rule == "FK1"}

    counted = {outlet: tally for outlet, _person, tally in tallies(OF_OUTLETS, ASKED)}

    assert {outlet: +shown(tally) for outlet, tally in counted.items()} == {
        outlet: +found for outlet, found in by_hand.items()
    }
    assert {outlet for outlet, tally in counted.items() if tally.broken} == vetoed
