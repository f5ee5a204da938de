from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from outlets.access import Access, access_of
from outlets.models import Membership
from shipments.models import Piece, PieceArrival, ScanDevice, ScanEvent, ScanUpload
from shipments.queries.signing import find_to_sign
from shipments.rules.phone_clock import Anchor, Reading
from shipments.services.phone_uploads import Letter, PhoneChoice, PhoneScan, take_upload
from tests import make

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


CHOSEN = ("kind", "outlet", "trip", "shift", "relation", "consent", "agreed_at", "out_too")


class Phone:
    """A courier's phone whose page was opened at 11:00, online, by a wall clock that was right."""

    def __init__(self, outlet=None, **fields):
        self.outlet = outlet or make.outlet()
        self.courier = make.user(Role.COURIER, self.outlet)
        self.device = make.phone(self.courier, **fields)
        self.count = 0
        self.anchor = Anchor(make.at(11), self.read(make.at(11)), SECOND / 5)

    def read(self, at, *, session="s1", wall=timedelta(0)):
        return Reading(at + wall, at - make.at(11) + HOUR, session)

    def piece(self, **fields):
        return make.waybill(**{"destination": self.outlet, **fields}).number

    def scan(self, number, at=make.NOON, **fields):
        self.count += 1
        choice = {name: fields.pop(name) for name in CHOSEN if name in fields}
        told = {"reading": self.read(at), "anchor": self.anchor, "count": self.count, "event_id": uuid4(), **fields}
        return PhoneScan(
            number=number, choice=PhoneChoice(**{"kind": "arrival", "outlet": self.outlet.code, **choice}), **told
        )

    def letter(self, *scans, at=make.NOON, sent=None):
        return Letter(uuid4(), scans, sent or self.read(at), self.anchor)

    def send(self, *scans, at=make.NOON, sent=None):
        return self.take(self.letter(*scans, at=at, sent=sent), at=at)

    def take(self, letter, *, at=make.NOON):
        self.device = ScanDevice.objects.select_related("user").get(pk=self.device.pk)
        return take_upload(letter, self.device, access=access_of(self.device.user), at=at)


@pytest.fixture
def phone():
    make.edition()
    return Phone()


def states(upload):
    return [(row["state"], row["code"]) for row in upload.answer]


def grades(upload):
    return [(row["grade"], row["why"]) for row in upload.answer]


def test_each_scan_is_new_duplicate_or_refused_and_counted_on_the_receipt(phone):
    number = phone.piece()

    upload = phone.send(phone.scan(number), phone.scan(number), phone.scan("300057900556"), phone.scan("!!"))

    assert states(upload) == [("new", ""), ("duplicate", ""), ("refused", "unknown_piece"), ("refused", "bad_number")]
    assert (upload.new, upload.duplicate, upload.refused, upload.withdrawn) == (1, 1, 2, 0)
    assert upload.receipt.startswith("U261118-")
    event = ScanEvent.objects.get()
    assert (event.source, event.detail["upload"]) == (f"phone:{phone.device.pk.hex}", upload.receipt)
    assert event.detail["operator"] == phone.courier.get_full_name()


def test_same_batch_again_gets_the_same_receipt_and_writes_nothing(phone):
    letter = phone.letter(phone.scan(phone.piece()))

    first, second = phone.take(letter), phone.take(letter, at=make.at(13))

    assert (first.pk, first.answer) == (second.pk, second.answer)
    assert (ScanEvent.objects.count(), ScanUpload.objects.count()) == (1, 1)


def test_same_scans_in_another_batch_count_once_and_are_no_gap(phone):
    scans = [phone.scan(phone.piece()) for _ in range(3)]
    phone.send(*scans[:2])

    upload = phone.send(*scans, at=make.NOON + SECOND)

    assert states(upload) == [("new", "")] * 3
    assert grades(upload) == [("A", "online")] * 3
    assert ScanEvent.objects.count() == 3


def test_batch_id_that_stands_for_other_scans_is_refused(phone):
    letter = phone.letter(phone.scan(phone.piece()))
    phone.take(letter)

    with pytest.raises(Refused, match=r"other scans|别的扫描"):
        phone.take(replace(letter, scans=[phone.scan(phone.piece())]))


def test_offline_scan_keeps_its_time_its_band_and_its_three_times(phone):
    upload = phone.send(phone.scan(phone.piece()), at=make.at(16))

    event = ScanEvent.objects.get()
    assert (event.occurred_at, event.device_at, event.received_at) == (make.NOON, make.NOON, make.at(16))
    assert (event.grade, event.error_ms) == ("B", 460)
    assert upload.clocks["scans"][0]["anchor"]["server"] == make.at(11).isoformat()


@pytest.mark.parametrize("wall", [3 * DAY, -3 * DAY])
def test_clock_three_days_wrong_loses_nothing(phone, wall):
    phone.anchor = None
    scan = replace(phone.scan(phone.piece()), reading=phone.read(make.NOON, wall=wall, session="s0"))

    upload = phone.send(scan, at=make.at(13), sent=phone.read(make.at(13), wall=wall))

    assert (states(upload), grades(upload)) == ([("new", "")], [("C", "restarted")])
    assert ScanEvent.objects.get().occurred_at == make.NOON


@pytest.mark.parametrize("wall", [3 * DAY, -3 * DAY])
def test_clock_turned_three_days_after_the_restart_is_stored_without_being_proof(phone, wall):
    scan = replace(phone.scan(phone.piece()), reading=phone.read(make.NOON, wall=wall, session="s2"))

    upload = phone.send(scan, at=make.at(13))

    assert states(upload) == [("new", "")]
    assert ScanEvent.objects.get().grade == "D"


def test_missing_number_is_a_gap_once(phone):
    first, _lost, third, fourth = (phone.scan(phone.piece()) for _ in range(4))

    upload = phone.send(first, third, fourth)

    assert grades(upload) == [("A", "online"), ("D", "gap"), ("A", "online")]
    assert ScanDevice.objects.get().last_number == 4


def test_number_that_came_before_with_another_scan_is_no_proof(phone):
    first = phone.scan(phone.piece())
    phone.send(first)
    phone.count = 0

    assert grades(phone.send(phone.scan(phone.piece()))) == [("D", "gap")]


def test_piece_scanned_by_two_people_counts_for_the_earlier_scan_whoever_uploads_first(phone):
    number, other = phone.piece(), Phone(phone.outlet)
    other.send(other.scan(number, at=make.at(12, 30)), at=make.at(12, 30))

    early = phone.send(phone.scan(number, at=make.NOON), at=make.at(13))
    late = phone.send(phone.scan(number, at=make.at(13)), at=make.at(13))

    assert (states(early), states(late)) == ([("new", "")], [("duplicate", "")])
    assert PieceArrival.objects.get().scanned_at == make.NOON


def test_piece_scanned_at_two_outlets_is_kept_at_both(phone):
    number, other = phone.piece(), Phone()

    answers = [states(one.send(one.scan(number))) for one in (phone, other)]

    assert answers == [[("new", "")]] * 2
    assert ScanEvent.objects.filter(kind="arrival").count() == 2


def test_scan_and_its_undoing_in_one_batch_and_the_scan_after_it(phone):
    number = phone.piece()
    first = phone.scan(number)
    undo = phone.scan(number, at=make.NOON + SECOND, corrects=first.event_id)
    again = phone.scan(number, at=make.NOON + 2 * SECOND)

    upload = phone.send(first, undo, again, at=make.NOON + 3 * SECOND)

    assert states(upload) == [("new", ""), ("withdrawn", ""), ("new", "")]
    assert PieceArrival.objects.get().scanned_at == make.NOON + 2 * SECOND


def test_taking_back_what_was_never_recorded_is_no_fault(phone):
    refused = phone.scan("300057900556")

    upload = phone.send(refused, phone.scan("300057900556", corrects=refused.event_id))

    assert states(upload) == [("refused", "unknown_piece"), ("withdrawn", "")]


def test_posts_are_read_at_every_upload(phone):
    number = phone.piece()
    Membership.objects.filter(user=phone.courier).delete()

    upload = phone.send(phone.scan(number))

    assert states(upload) == [("refused", "foreign_outlet")]
    assert upload.outlet is None
    assert not ScanEvent.objects.exists()


def test_another_outlet_is_foreign_however_much_the_phone_believes_in_it(phone):
    upload = phone.send(phone.scan(phone.piece(), outlet=make.outlet().code), phone.scan(phone.piece()))

    assert states(upload) == [("refused", "foreign_outlet"), ("new", "")]


def test_trip_must_be_one_of_this_outlet(phone):
    mine, theirs = make.trip(phone.outlet, unloaded_at=make.at(11)), make.trip()
    number = phone.piece()

    upload = phone.send(phone.scan(number, trip=theirs.trip_no), phone.scan(number, trip=mine.trip_no))

    assert states(upload) == [("refused", "unknown_trip"), ("new", "")]
    assert ScanEvent.objects.get().trip == mine


def test_delivery_tells_to_whom_and_weighing_how_heavy(phone):
    number = phone.piece()

    phone.send(
        phone.scan(number),
        phone.scan(number, kind="delivered", relation="101"),
        phone.scan(number, kind="weigh", weight_kg="2.35"),
        phone.scan(number, kind="weigh", weight_kg="2.40"),
    )

    told = ScanEvent.objects.exclude(kind="arrival").order_by("detail__weight_kg")
    assert [(e.kind, e.detail.get("signer_relation"), e.detail.get("weight_kg")) for e in told] == [
        ("weigh", None, "2.35"),
        ("weigh", None, "2.40"),
        ("delivered", "101", None),
    ]
    assert Piece.objects.get(number=number).state == "delivered"


def test_consent_is_as_old_as_the_phones_clock_says_whatever_that_clock_shows(phone):
    number, ahead = phone.piece(), timedelta(days=3)
    agreed = {"relation": "102", "consent": "call", "agreed_at": make.NOON + ahead - 10 * MINUTE}

    upload = phone.send(
        phone.scan(number, kind="delivered", reading=phone.read(make.NOON, wall=ahead), **agreed),
        sent=phone.read(make.NOON, wall=ahead),
    )

    event = ScanEvent.objects.get()
    assert states(upload) == [("new", "")]
    assert event.detail["signer_relation"] == "102"
    assert event.detail["consent"]["how"] == "call"
    assert datetime.fromisoformat(event.detail["consent"]["at"]) == event.occurred_at - 10 * MINUTE


@pytest.mark.parametrize("told", [{}, {"consent": "call"}, {"agreed_at": make.NOON}])
def test_late_scan_without_consent_is_kept_and_marked_for_whoever_signs(phone, told):
    number = phone.piece()

    upload = phone.send(phone.scan(number, kind="delivered", relation="102", **told))

    assert states(upload) == [("new", "consent_owed")]
    assert upload.new == 1
    assert "consent" not in ScanEvent.objects.get().detail
    assert Piece.objects.get(number=number).state == "delivered"
    clerk = make.user(Role.SERVICE_CLERK, phone.outlet)
    assert find_to_sign([number], user=clerk, access=access_of(clerk))[number].doubt == "consent_owed"


def test_handed_to_the_receiver_owes_nothing(phone):
    number = phone.piece()

    upload = phone.send(phone.scan(number, kind="delivered", relation="101"))

    assert states(upload) == [("new", "")]
    assert find_to_sign([number], user=phone.courier, access=access_of(phone.courier))[number].doubt == ""


def test_arrival_goes_out_at_once_and_comes_back_with_it(phone):
    number = phone.piece()
    scan = phone.scan(number, out_too=True)
    upload = phone.send(scan)

    assert states(upload) == [("new", "")]
    assert Piece.objects.get(number=number).state == "out_for_delivery"
    assert PieceArrival.objects.get().scanned_at == make.NOON

    phone.send(phone.scan(number, make.NOON + SECOND, out_too=True, corrects=scan.event_id), at=make.NOON + MINUTE)

    assert Piece.objects.get(number=number).state == ""
    assert sorted(ScanEvent.objects.values_list("kind", flat=True)) == ["arrival", "out_for_delivery", "void", "void"]


def test_nothing_is_seen_of_uploads_at_other_outlets(phone):
    phone.send(phone.scan(phone.piece()))
    manager, stranger = make.user(Role.MANAGER, phone.outlet), make.user(Role.MANAGER)
    colleague, hq = make.user(Role.COURIER, phone.outlet), make.user(Role.INSPECTOR)

    seen = {
        who: (ScanDevice.objects.visible_to(user).count(), ScanUpload.objects.visible_to(user).count())
        for who, user in {
            "manager": manager,
            "stranger": stranger,
            "colleague": colleague,
            "self": phone.courier,
            "hq": hq,
        }.items()
    }

    assert seen == {"manager": (1, 1), "stranger": (0, 0), "colleague": (0, 0), "self": (1, 1), "hq": (1, 1)}


def test_batch_of_two_hundred_costs_no_more_queries_than_one(phone, django_assert_max_num_queries):
    numbers = [phone.piece() for _ in range(201)]
    phone.send(phone.scan(numbers.pop()))

    with django_assert_max_num_queries(45):
        upload = phone.send(*(phone.scan(number) for number in numbers))

    assert upload.new == 200


def test_network_access_is_no_post_at_an_outlet(phone):
    everywhere = Access(network=True, outlet_ids=frozenset(), roles=frozenset())

    upload = take_upload(phone.letter(phone.scan(phone.piece())), phone.device, access=everywhere, at=make.NOON)

    assert states(upload) == [("refused", "foreign_outlet")]
