"""Scans told whole give the rows that the same scans give one by one, or are not taken at all."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from shipments.models import ArrivalToJudge, DayTouched, DeliveryRun, ScanEvent, ScanKey
from shipments.services.scans import Scan, record_scans
from shipments.services.whole_histories import WholeHistories, record_whole
from tests import make
from tests.shipments.services.test_scan_orders import LATER, START, World
from tests.story import EVERYBODY

pytestmark = pytest.mark.django_db
KINDS = ["departure", "arrival", "out_for_delivery", "delivered", "signed", "hold", "weigh", "returned"]


def whole(scans: Sequence[Scan]) -> WholeHistories:
    pieces = list({scan.piece: None for scan in scans})
    return WholeHistories(
        pieces,
        [next(scan.outlet for scan in scans if scan.piece == piece) for piece in pieces],
        [max(scan.trip_no for scan in scans if scan.piece == piece) for piece in pieces],
        [str(scan.event_id) for scan in scans],
        [scan.kind for scan in scans],
        [scan.occurred_at for scan in scans],
        [pieces.index(scan.piece) + 1 for scan in scans],
    )


def record(scans: Sequence[Scan]) -> bool:
    return record_whole(whole(scans), source="test", access=EVERYBODY, at=LATER)


def histories(world: World, random: Random) -> list[Scan]:
    """A few scans of the waybill and of two others, each on one of two trips to the outlet."""
    numbers = [world.pieces[0].number, *(make.waybill(destination=world.outlets[n]).number for n in (0, 1))]
    found = []
    for number in numbers:
        trip = random.choice(world.trips[:2])
        for kind in [random.choice(["departure", "arrival"]), *random.choices(KINDS, k=random.randint(0, 6))]:
            found.append(
                Scan(
                    uuid.UUID(int=random.getrandbits(128)),
                    kind,
                    number,
                    world.outlets[0].code,
                    START + timedelta(minutes=random.randint(0, 900)),
                    trip_no=trip.trip_no if kind in {"departure", "arrival"} else "",
                    grade="A",
                )
            )
    return found


def to_judge() -> tuple[set[int], set[tuple]]:
    runs = DeliveryRun.objects.filter(to_judge=True).values_list("waybill", "trip")
    return set(ArrivalToJudge.objects.values_list("arrival__piece", flat=True)), set(runs)


@pytest.mark.parametrize("seed", range(12))
def test_whole_histories_agree_with_scans_one_by_one(seed):
    random = Random(seed)
    world = World()
    scans = histories(world, random)
    assert record(scans)
    told, (arrivals, runs) = world.rows(), to_judge()
    days = set(DayTouched.objects.values_list("outlet", "day"))

    world.forget()
    ArrivalToJudge.objects.all().delete()
    for scan in sorted(scans, key=lambda scan: scan.kind not in {"departure", "arrival"}):
        record_scans([scan], source="test", access=EVERYBODY, at=LATER)

    assert world.rows() == told
    # One by one a duty may look late before the scan comes that met it.
    assert arrivals <= to_judge()[0]
    assert runs <= to_judge()[1]
    assert days <= set(DayTouched.objects.values_list("outlet", "day"))


@pytest.mark.parametrize(
    "change",
    [
        lambda world, scan: replace(scan, kind="problem"),
        lambda world, scan: replace(scan, trip_no=""),
        lambda world, scan: replace(scan, piece=world.pieces[1].number),
        lambda world, scan: replace(scan, outlet=world.outlets[1].code),
        lambda world, scan: replace(scan, outlet="nowhere"),
        lambda world, scan: replace(scan, trip_no="none"),
        lambda world, scan: replace(scan, kind="signed"),
        lambda world, scan: replace(scan, occurred_at=LATER + timedelta(hours=1)),
    ],
    ids=["odd", "no trip", "no master", "another outlet", "no outlet", "unknown trip", "no visit", "future"],
)
def test_what_cannot_be_told_whole_leaves_nothing_behind(change):
    world = World()
    scan = Scan(uuid.uuid4(), "arrival", world.pieces[0].number, world.outlets[0].code, START, trip_no="T0", grade="A")

    assert record([change(world, scan)]) is False

    assert ScanKey.objects.count() == ScanEvent.objects.count() == 0


def test_a_piece_with_scans_is_not_told_whole():
    world = World()
    scan = Scan(uuid.uuid4(), "arrival", world.pieces[0].number, world.outlets[0].code, START, trip_no="T0", grade="A")
    assert record([scan])

    assert record([scan]) is False
    assert record([replace(scan, event_id=uuid.uuid4())]) is False

    assert ScanEvent.objects.count() == 1
