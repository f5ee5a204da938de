"""Any order, any batching, any repetition of the same events gives the same rows — and the rows the pure fold gives."""

import uuid
from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from shipments.models import DeliveryRun, Piece, PieceArrival, ProblemRecord, ScanEvent
from shipments.services import plain_scans
from shipments.services.histories import refold
from shipments.services.scans import Scan, record_scans
from shipments.services.trips import NewTrip, register_trips
from tests import make
from tests.story import EVERYBODY, wall

pytestmark = pytest.mark.django_db
START = wall("2026-11-18 05:00")
LATER = wall("2026-11-20 12:00")


class World:
    """Two outlets, three trips, one waybill of four pieces, and random histories of it."""

    def __init__(self) -> None:
        self.outlets = [make.outlet(), make.outlet(kind="non_same_day")]
        trips = [(0, "early", 0), (0, "mid", 8), (1, "early", 2)]
        self.trips = register_trips(
            [
                NewTrip(
                    f"T{number}",
                    self.outlets[where],
                    shift,
                    START + timedelta(hours=hour),
                    START + timedelta(hours=hour, minutes=20),
                    START + timedelta(hours=hour, minutes=50),
                )
                for number, (where, shift, hour) in enumerate(trips)
            ],
            by=None,
            at=START,
        )
        self.waybill = make.waybill(destination=self.outlets[0], pieces=3, receipt=True)
        self.pieces = list(self.waybill.pieces.order_by("pk"))

    def history(self, random: Random, *, odd: bool) -> list[Scan]:
        """Events as they come; `odd` ones include all that ingest cannot say in one statement."""
        scans = []
        for _ in range(random.randint(4, 14)):
            kind = random.choice(["departure", "arrival", "out_for_delivery", "delivered", "signed", "hold", "weigh"])
            if odd and random.random() < 0.4:
                kind = random.choice(["problem", "forwarded", "void", "arrival"])
            piece = random.choice(self.pieces)
            trip = random.choice(self.trips) if odd else self.trips[0]
            where = trip.outlet if kind == "arrival" else random.choice(self.outlets if odd else self.outlets[:1])
            loose = odd and kind == "arrival" and random.random() < 0.4
            fields = {}
            if kind in {"departure", "arrival"} and not loose:
                fields["trip_no"] = trip.trip_no
            if kind == "void" and scans:
                fields["corrects"] = random.choice(scans).event_id
            elif kind == "void":
                continue
            if kind == "forwarded":
                fields["detail"] = {"next_stop": self.outlets[1].code}
            if kind == "problem":
                fields["detail"] = {
                    "problem": {"category": "delivery", "matter": random.choice(["派送中", "收件人改约明天下午"])}
                }
            occurred_at = START + timedelta(minutes=random.randint(0, 900))
            grade = random.choice("AABBD")
            scans.append(
                Scan(
                    uuid.UUID(int=random.getrandbits(128)),
                    kind,
                    piece.number,
                    where.code,
                    occurred_at,
                    grade=grade,
                    error_ms=random.choice([0, 0, 500]),
                    **fields,
                )
            )
        return scans

    def play(self, scans: list[Scan], random: Random) -> dict[str, list[tuple]]:
        """Send the scans in random batches, now and then twice, and return all derived rows."""
        self.forget()
        while scans:
            size = random.randint(1, len(scans))
            batch, scans = scans[:size], scans[size:]
            for _ in range(random.choice([1, 1, 2])):
                receipt = record_scans(batch, source="test", access=EVERYBODY, at=LATER)
                assert not [r for r in receipt.rejected if r.code != "unknown_event"]
        return self.rows()

    def forget(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE shipments_scanevent, shipments_scankey")
        ProblemRecord.objects.all().delete()
        DeliveryRun.objects.all().delete()
        PieceArrival.objects.all().delete()
        blank = dict.fromkeys(("state_at", "state_event", "state_outlet", "seen_from", "seen_until"))
        Piece.objects.update(state="", irregular=False, **blank)

    def rows(self) -> dict[str, list[tuple]]:
        arrivals = PieceArrival.objects.filter(dropped=False)
        runs = DeliveryRun.objects.filter(dropped=False)
        problems = ProblemRecord.objects.filter(withdrawn=False)
        return {
            "events": sorted(ScanEvent.objects.values_list("event_id", flat=True)),
            "arrivals": sorted(
                map(repr, arrivals.values_list("piece", "outlet", "trip", "scanned_at", "scan_error_ms", "scan_grade"))
            ),
            "runs": sorted(
                map(
                    repr,
                    runs.values_list(
                        *("outlet", "trip", "delivers", "out_at", "delivered_at", "delivered_error_ms"),
                        *("delivered_grade", "signed_at", "signed_error_ms", "signed_grade", "lifted_at", "doubtful"),
                    ),
                )
            ),
            "problems": sorted(map(repr, problems.values_list("event_id", "remark"))),
            "states": list(Piece.objects.values_list("state", "state_at", "state_event", "state_outlet", "seen_from")),
        }


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("odd", [False, True], ids=["plain", "odd"])
def test_every_order_gives_the_same_rows(seed, odd):
    random = Random(seed)
    world = World()
    scans = world.history(random, odd=odd)
    voids = [scan for scan in scans if scan.kind == "void"]
    others = [scan for scan in scans if scan.kind != "void"]
    expected = world.play(others + voids, random)

    for _ in range(3):
        random.shuffle(others)

        assert world.play(others + voids, random) == expected


@pytest.mark.parametrize("seed", range(10))
def test_one_statement_a_table_agrees_with_the_fold(seed):
    random = Random(1000 + seed)
    world = World()
    by_statement = world.play(world.history(random, odd=False), random)

    refold([world.waybill.pk])

    assert world.rows() == by_statement


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("few", [0, 20], ids=["as many", "as few"])
def test_plain_batches_write_the_rows_that_going_row_by_row_writes(seed, few, monkeypatch):
    """A scan by itself is plain, several of one piece together are not."""
    monkeypatch.setattr(plain_scans, "FEW", few)
    random = Random(2000 + seed)
    world = World()
    scans = world.history(random, odd=False)
    world.forget()
    record_scans(scans, source="test", access=EVERYBODY, at=LATER)
    row_by_row = world.rows()
    world.forget()

    for scan in sorted(scans, key=lambda scan: scan.kind not in {"departure", "arrival"}):
        record_scans([scan], source="test", access=EVERYBODY, at=LATER)

    assert world.rows() == row_by_row


def test_the_same_batch_twice_is_all_duplicates():
    random = Random(7)
    world = World()
    scans = world.history(random, odd=False)
    record_scans(scans, source="test", access=EVERYBODY, at=LATER)

    receipt = record_scans(scans, source="test", access=EVERYBODY, at=LATER)

    assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (0, len(scans), [])


def test_an_event_id_counts_once_whatever_else_is_changed():
    world = World()
    event = uuid.uuid4()
    first = Scan(event, "hold", world.pieces[0].number, world.outlets[0].code, START)
    other = Scan(event, "hold", world.pieces[1].number, world.outlets[1].code, START - timedelta(days=60))
    record_scans([first], source="test", access=EVERYBODY, at=LATER)

    receipt = record_scans([other, other], source="test", access=EVERYBODY, at=LATER)

    assert (receipt.accepted, receipt.duplicates) == (0, 2)
    assert ScanEvent.objects.count() == 1
