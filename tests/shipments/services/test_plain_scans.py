"""Which batches go the short way, and that the short way refuses whole what it cannot say."""

import uuid
from datetime import timedelta

import pytest

from outlets.access import Access
from shipments.models import DayTouched, ScanEvent, ScanKey
from shipments.services import plain_scans
from shipments.services.plain_scans import PlainScans
from shipments.services.scans import record_columns
from shipments.services.trips import NewTrip, register_trips
from tests import make
from tests.story import EVERYBODY, Story

pytestmark = pytest.mark.django_db
AT = make.at(12)


def columns(story: Story, count: int, **changed: list) -> PlainScans:
    """Arrivals of the first `count` pieces of the story's waybill."""
    fields = {
        "event_ids": [str(uuid.uuid4()) for _ in range(count)],
        "kinds": ["arrival"] * count,
        "pieces": story.numbers[:count],
        "outlets": [story.outlet.code] * count,
        "occurred_at": [AT - timedelta(minutes=5)] * count,
        "trip_nos": [story.trip.trip_no] * count,
    }
    return PlainScans(**{**fields, **changed})


@pytest.fixture(autouse=True, params=[0, 20], ids=["as many", "as few"])
def few(request, monkeypatch):
    monkeypatch.setattr(plain_scans, "FEW", request.param)


@pytest.fixture
def story() -> Story:
    make.edition()
    return Story(arrived=make.at(11), pieces=3, load=False)


def record(scans: PlainScans, *, access: Access = EVERYBODY) -> tuple[int, int] | None:
    receipt = record_columns(scans, source="test", access=access, at=AT)
    return receipt and (receipt.accepted, receipt.duplicates)


def test_a_plain_batch_is_kept_and_notes_its_day(story):
    assert record(columns(story, 3)) == (3, 0)

    events = ScanEvent.objects.values_list("kind", "trip", "grade", "source", "device_at", "received_at")
    assert list(events) == [("arrival", story.trip.pk, "A", "test", AT - timedelta(minutes=5), AT)] * 3
    assert list(DayTouched.objects.values_list("outlet", "day")) == [(story.outlet.pk, make.NOON.date())]


def test_events_that_are_known_are_duplicates_and_the_others_are_kept(story):
    first = columns(story, 2)
    record(first)

    again = columns(story, 3, event_ids=[*first.event_ids, str(uuid.uuid4())])

    assert record(again) == (1, 2)
    assert ScanEvent.objects.count() == ScanKey.objects.count() == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"pieces": ["7730000000000000"]},
        {"outlets": ["nowhere"]},
        {"trip_nos": ["none"]},
        {"trip_nos": [""]},
        {"kinds": ["problem"]},
        {"occurred_at": [AT + timedelta(hours=1)]},
        {"kinds": ["signed"], "trip_nos": [""]},
    ],
    ids=["piece", "outlet", "trip", "no trip", "kind", "future", "act before its run"],
)
def test_what_is_not_plain_leaves_nothing_behind(story, changed):
    assert record(columns(story, 1, **changed)) is None

    assert ScanKey.objects.count() == ScanEvent.objects.count() == 0


def test_a_strangers_outlet_is_not_plain(story):
    nowhere = Access(network=False, outlet_ids=frozenset({0}), roles=frozenset())

    assert record(columns(story, 1), access=nowhere) is None


def test_two_events_of_one_piece_or_with_one_id_are_not_plain(story):
    twice = [str(uuid.uuid4())] * 2

    assert record(columns(story, 2, pieces=story.numbers[:1] * 2)) is None
    assert record(columns(story, 2, event_ids=twice)) is None


def test_a_second_run_at_one_outlet_is_not_plain(story):
    record(columns(story, 3))
    again = NewTrip("AGAIN", story.outlet, "mid", make.at(11), make.at(11), make.at(11))
    (second,) = register_trips([again], by=None, at=AT)

    assert record(columns(story, 3, trip_nos=[second.trip_no] * 3)) is None
    assert ScanEvent.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_few_scans_are_one_round_trip_and_their_own_transaction(story, django_assert_num_queries):
    record(columns(story, 1))

    with django_assert_num_queries(1 if plain_scans.FEW else 4):
        record(columns(story, 1))

    assert ScanEvent.objects.count() == 2
