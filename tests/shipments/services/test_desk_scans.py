from datetime import timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from outlets.access import access_of
from shipments.models import DeliveryRun, Piece, PieceArrival, ScanEvent
from shipments.rules.signers import SignEntry
from shipments.services.desk_scans import DeskScan, DeskSettings, take_desk_scans
from shipments.services.scans import Scan, record_scans
from tests import make

pytestmark = pytest.mark.django_db


class Desk:
    """A clerk at the desk of one outlet, with a truck that has come."""

    def __init__(self):
        self.outlet = make.outlet()
        self.clerk = make.user(Role.WAYBILL_CLERK, self.outlet)
        self.trip = self.truck()

    def truck(self, **fields):
        came = {"planned_at": make.at(6), "arrived_at": make.at(6, 10), "unloaded_at": make.at(6, 40), **fields}
        return make.trip(self.outlet, **came)

    def load(self, trip=None, **fields):
        """A waybill whose pieces are announced for the truck."""
        waybill = make.waybill(**{"destination": self.outlet, **fields})
        scans = [
            Scan(uuid4(), "departure", piece.number, self.outlet.code, make.at(4), trip_no=(trip or self.trip).trip_no)
            for piece in waybill.pieces.all()
        ]
        record_scans(scans, source="test", access=make.EVERYTHING, at=make.at(4))
        return waybill

    def take(self, *numbers, at=make.NOON, scans=None, **chosen):
        settings = DeskSettings(**{"kind": "arrival", "outlet": self.outlet, "trip": self.trip, **chosen})
        scans = scans or [DeskScan(uuid4(), number) for number in numbers]
        return take_desk_scans(scans, settings, source="user:1", access=access_of(self.clerk), at=at)


@pytest.fixture
def desk():
    return Desk()


def states(rows):
    return [(row.state, row.code) for row in rows]


def test_each_number_is_new_duplicate_or_refused(desk):
    waybill = desk.load(pieces=2)

    first = desk.take(waybill.number, "300057900556", "!!")
    again = desk.take(waybill.number)

    assert states(first) == [("new", ""), ("refused", "unknown_piece"), ("refused", "bad_number")]
    assert states(again) == [("duplicate", "")]
    assert PieceArrival.objects.get(piece__number=waybill.number).scanned_at == make.NOON
    assert ScanEvent.objects.filter(kind="arrival").count() == 1


def test_the_same_scans_sent_twice_answer_the_same_and_count_once(desk):
    waybill = desk.load()
    scans = [DeskScan(uuid4(), waybill.number)]

    answers = [states(desk.take(scans=scans)), states(desk.take(scans=scans, at=make.at(13)))]

    assert answers == [[("new", "")]] * 2
    assert ScanEvent.objects.filter(kind="arrival").count() == 1


def test_scan_that_waited_keeps_its_time_and_its_grade(desk):
    waybill = desk.load()
    waited = timedelta(minutes=11)

    desk.take(scans=[DeskScan(uuid4(), waybill.number, ago=waited, wall_ago=waited, device_at=make.at(11, 40))])

    event = ScanEvent.objects.get(kind="arrival")
    assert (event.occurred_at, event.device_at, event.received_at) == (make.at(11, 49), make.at(11, 40), make.NOON)
    assert (event.grade, event.error_ms, event.source) == ("B", 0, "user:1")


def test_piece_of_another_truck_counts_for_its_own(desk):
    other = desk.truck(planned_at=make.at(7), arrived_at=make.at(7), unloaded_at=make.at(7, 30))
    waybill = desk.load(other)

    (row,) = desk.take(waybill.number)

    assert (row.state, row.trip_no) == ("new", other.trip_no)
    assert list(PieceArrival.objects.values_list("trip__trip_no", "scanned_at")) == [(other.trip_no, make.NOON)]


def test_mis_sorted_piece_says_where_it_belongs(desk):
    elsewhere = make.outlet(name="别处网点")
    waybill = desk.load(destination=elsewhere)

    (row,) = desk.take(waybill.number)

    assert (row.state, row.bound_for) == ("new", "别处网点")


def test_arriving_and_going_out_in_one(desk):
    waybill = desk.load()

    desk.take(waybill.number, out_too=True, operator="王师傅")

    kinds = ScanEvent.objects.exclude(kind="departure").order_by("kind").values_list("kind", "detail__operator")
    assert list(kinds) == [("arrival", "王师傅"), ("out_for_delivery", "王师傅")]
    assert Piece.objects.get(number=waybill.number).state == "out_for_delivery"


@pytest.mark.parametrize("held", [False, True])
def test_what_a_colleague_took_in_goes_out_all_the_same_and_its_first_arrival_counts(desk, held):
    waybill = desk.load()
    desk.take(waybill.number)
    if held:
        desk.take(waybill.number, kind="hold", at=make.at(12, 1))

    answers = [states(desk.take(waybill.number, out_too=True, at=make.at(12, minute))) for minute in (30, 40)]

    assert answers == [[("new", "")], [("duplicate", "")]]
    assert PieceArrival.objects.get().scanned_at == make.NOON
    assert Piece.objects.get(number=waybill.number).state == "out_for_delivery"


def test_what_is_delivered_does_not_go_out_again(desk):
    waybill = desk.load()
    desk.take(waybill.number)
    desk.take(waybill.number, kind="delivered", at=make.at(12, 10))

    assert states(desk.take(waybill.number, out_too=True, at=make.at(12, 30))) == [("duplicate", "")]
    assert Piece.objects.get(number=waybill.number).state == "delivered"


def test_scan_taken_back_is_as_if_it_had_never_been(desk):
    waybill = desk.load()
    (row,) = desk.take(waybill.number, out_too=True)

    taken_back = DeskScan(uuid4(), waybill.number, corrects=row.event_id)
    answers = [states(desk.take(scans=[taken_back], out_too=True, at=make.at(12, 1))) for _ in range(2)]
    again = desk.take(waybill.number, at=make.at(12, 5))

    assert answers == [[("withdrawn", "")]] * 2
    assert states(again) == [("new", "")]
    assert PieceArrival.objects.get().scanned_at == make.at(12, 5)
    assert Piece.objects.get(number=waybill.number).state == "arrival"


def test_signing_at_the_desk_stands_for_delivery_too(desk):
    waybill = desk.load()
    desk.take(waybill.number)

    signature = SignEntry("116", "陈师傅", "call", make.at(12))
    rows = desk.take(waybill.number, kind="signed", signature=signature, at=make.at(13))
    again = desk.take(waybill.number, kind="delivered", at=make.at(14))

    run = DeliveryRun.objects.get()
    assert (states(rows), states(again)) == ([("new", "")], [("duplicate", "")])
    assert (run.delivered_at, run.signed_at) == (make.at(13), make.at(13))
    told = {"signer": "陈师傅", "signer_relation": "116", "consent": {"how": "call", "at": make.at(12).isoformat()}}
    assert ScanEvent.objects.get(kind="signed").detail == told


def test_foreign_outlet_is_refused(desk):
    waybill = desk.load()

    (row,) = desk.take(waybill.number, outlet=make.outlet(), trip=None)

    assert (row.state, row.code) == ("refused", "foreign_outlet")


def test_scan_that_was_made_earlier_but_came_later_still_counts(desk):
    waybill = desk.load()
    desk.take(waybill.number)
    waited = timedelta(minutes=30)

    early = desk.take(scans=[DeskScan(uuid4(), waybill.number, ago=waited, wall_ago=waited)], at=make.at(12, 10))

    assert states(early) == [("new", "")]
    assert PieceArrival.objects.get().scanned_at == make.at(11, 40)
