"""The radar's statement finds what its pure rule finds, in random days; and each pattern at its edge."""

from datetime import timedelta
from random import Random

import pytest

from crm.accounts.models import User
from shipments.models import ScanEvent
from shipments.quality.rules.radar import Found, Seen, find
from shipments.quality.services.radar import find_patterns
from shipments.sql.partitions import ensure_partitions
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()
SINCE = make.at(0)
UNTIL = SINCE + timedelta(days=1)
LATER = UNTIL + timedelta(hours=3)


def kept(seen: Seen, piece) -> None:
    by_login = seen.worker.startswith(("user:", "phone:"))
    ScanEvent.objects.create(
        event_id=seen.event_id,
        piece=piece,
        kind=seen.kind,
        outlet_id=seen.outlet,
        device_at=seen.at,
        occurred_at=seen.at,
        received_at=seen.at,
        grade="A",
        corrects=seen.corrects,
        source=seen.worker if by_login else "test",
        detail=None if by_login or not seen.worker else {"operator": seen.worker},
    )


class Day:
    """Scans, kept and told to the rule alike."""

    def __init__(self) -> None:
        ensure_partitions({(2026, 11)})
        self.outlet = make.outlet()
        self.seen: list[Seen] = []

    def scan(self, piece, kind, at, *, worker="", outlet=None, corrects=None, account=False) -> Seen:
        seen = Seen(
            make.event_id(),
            piece.number,
            kind,
            (outlet or self.outlet).pk,
            at,
            worker,
            account or worker.startswith(("user:", "phone:")),
            piece.kind == "master",
            corrects,
        )
        kept(seen, piece)
        self.seen.append(seen)
        return seen

    def found(self) -> list[Found]:
        by_rule = sorted(find(self.seen, since=SINCE, until=UNTIL), key=repr)
        assert sorted(find_patterns(DAY, at=LATER), key=repr) == by_rule
        return by_rule


@pytest.fixture
def day():
    return Day()


def piece(**fields):
    return make.waybill(**fields).pieces.first()


def patterns(day: Day) -> list[tuple[str, str]]:
    return [(found.pattern, found.subject) for found in day.found()]


def test_a_signature_needs_a_scan_out_for_delivery_or_of_the_delivery_before(day):
    bare, out, elsewhere, later = (piece() for _ in range(4))
    day.scan(out, "out_for_delivery", make.at(9, day=10))
    day.scan(elsewhere, "out_for_delivery", make.at(9), outlet=make.outlet())
    for each in (bare, out, elsewhere, later):
        day.scan(each, "signed", make.at(10))
    day.scan(later, "delivered", make.at(11))

    assert patterns(day) == sorted(("undelivered", each.number) for each in (bare, elsewhere, later))


def test_a_withdrawn_signature_is_none_and_a_withdrawn_delivery_does_not_help(day):
    taken_back, bare = piece(), piece()
    signed = day.scan(taken_back, "signed", make.at(10))
    day.scan(taken_back, "void", make.at(11), corrects=signed.event_id)
    out = day.scan(bare, "out_for_delivery", make.at(9))
    day.scan(bare, "signed", make.at(10))
    day.scan(bare, "void", make.at(11), corrects=out.event_id)

    assert patterns(day) == [("undelivered", bare.number)]


@pytest.mark.parametrize(("count", "seconds", "hits"), [(10, 60, 1), (9, 60, 0), (10, 61, 0)])
def test_ten_within_a_minute_are_many(day, count, seconds, hits):
    for place in range(count):
        one = piece()
        day.scan(one, "out_for_delivery", make.at(8))
        day.scan(one, "signed", make.at(10) + timedelta(seconds=seconds * place / (count - 1)), worker="C1")

    assert [found.count for found in day.found() if found.pattern == "bulk"] == [10] * hits


def test_entering_signatures_of_what_was_delivered_before_is_desk_work(day):
    for place in range(12):
        one = piece()
        day.scan(one, "delivered", make.at(8) + timedelta(minutes=5 * place), worker="C1")
        day.scan(one, "signed", make.at(14), worker="user:7")

    assert day.found() == []


@pytest.mark.parametrize(("hour", "minute", "hits"), [(14, 30, 0), (14, 31, 1)])
def test_more_than_three_hours_from_the_others_is_apart(day, hour, minute, hits):
    for place in range(5):
        day.scan(piece(), "delivered", make.at(11, 30 - place), worker="C1")
    last = piece()
    day.scan(last, "out_for_delivery", make.at(14), worker="C1")
    day.scan(last, "signed", make.at(hour, minute), worker="C1")

    assert patterns(day) == [("apart", last.number)] * hits


def test_one_account_cannot_be_in_two_places(day):
    other = make.outlet()
    User.objects.create(username="c9", staff_no="C9")
    for worker, account in (("user:7", True), ("C9", True), ("陈晓", False)):
        day.scan(piece(), "arrival", make.at(9), worker=worker, account=account)
        day.scan(piece(), "arrival", make.at(9, 20), worker=worker, account=account, outlet=other)
        day.scan(piece(), "arrival", make.at(10), worker=worker, account=account)

    found = day.found()

    assert [(each.pattern, each.subject, each.outlet, each.other) for each in found] == [
        ("two_places", worker, other.pk, day.outlet.pk) for worker in ("C9", "user:7")
    ]


@pytest.mark.parametrize("seed", [1, 2, 4, 5])
def test_random_days_agree(day, seed):
    rng = Random(seed)
    places = [day.outlet, make.outlet()]
    pieces = [piece(pieces=rng.choice([1, 1, 2]), receipt=rng.random() < 0.2) for _ in range(90)]
    kinds = ["signed", "signed", "delivered", "out_for_delivery", "arrival", "hold"]
    User.objects.create(username="c9", staff_no="C9")
    for _ in range(260):
        span = rng.choice([60, 60, 60, 7200, 150_000])
        at = make.at(10) + timedelta(seconds=rng.randrange(span) - (span > 7200) * 75_000)
        worker = rng.choice(["", "C1", "C1", "C1", "C9", "user:7", "phone:ab"])
        outlet = rng.choices(places, [9, 1])[0]
        corrects = rng.choice(day.seen).event_id if day.seen and rng.random() < 0.05 else None
        told = {"worker": worker, "outlet": outlet, "account": worker == "C9", "corrects": corrects}
        day.scan(rng.choice(pieces), rng.choice(kinds), at, **told)

    assert {found.pattern for found in day.found()} == {"undelivered", "bulk", "apart", "two_places"}
