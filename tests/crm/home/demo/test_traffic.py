"""The demo on paper: what it says of itself, without a database."""

import re
from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from crm.home.demo import remarks
from crm.home.demo.blueprint import ALL_OUTLETS, outlets, samples
from crm.home.demo.names import PHONE_PREFIX, phone
from crm.home.demo.timetable import ZONE
from crm.home.demo.traffic import Size, plan_traffic
from outlets.rules.outlet_kind import OutletKind
from shipments.rules.edition import EDITION_1
from shipments.rules.problem_remark import Remark, RemarkKind, remark_verdict

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZONE)
SMALL = Size(outlets=12, days=2, waybills=150)


def test_the_whole_network_stands_in_real_places_of_all_regions():
    plans = outlets()

    assert len({plan.code for plan in plans}) == len({plan.name for plan in plans}) == ALL_OUTLETS
    assert len({plan.region_code for plan in plans}) == 9
    assert len({plan.hub_code for plan in plans}) == 4
    assert 0.7 < sum(plan.kind is OutletKind.SAME_DAY for plan in plans) / ALL_OUTLETS < 0.85
    assert [plan.kind for plan in samples(plans)] == [OutletKind.SAME_DAY, OutletKind.NON_SAME_DAY]


def test_a_network_larger_than_the_place_list_is_refused():
    with pytest.raises(ValueError, match="room for 1 to"):
        outlets(5000)


def test_telephones_are_of_a_range_that_nobody_was_given():
    rng = Random(1)

    assert all(re.fullmatch(r"154\d{8}", phone(rng)) for _ in range(1000))
    assert PHONE_PREFIX == "154"


def test_same_seed_and_instant_give_the_same_traffic():
    first, again, other = (plan_traffic(outlets(12), size=SMALL, seed=seed, now=NOW) for seed in (7, 7, 8))

    assert first == again
    assert first.told != other.told


def test_nothing_of_the_traffic_lies_in_the_future():
    traffic = plan_traffic(outlets(12), size=SMALL, seed=7, now=NOW)

    assert max(scan.received_at for scan in traffic.told) <= NOW
    assert max(posted.taken_at for posted in traffic.posted) <= NOW
    assert all(scan.occurred_at <= scan.received_at for scan in traffic.told)


def test_months_shares_are_those_of_a_working_network():
    traffic = plan_traffic(outlets(40), size=Size(40, 30, 6000), seed=7, now=NOW)
    parcels = [posted.parcel for posted in traffic.posted]
    kinds = Counter(scan.kind for scan in traffic.told)

    assert 0.06 < sum(bool(one.subs) for one in parcels) / len(parcels) < 0.10
    assert 0.03 < sum(bool(one.receipt) for one in parcels) / len(parcels) < 0.05
    assert 0.01 < kinds["problem"] / len(parcels) < 0.03
    biggest = Counter(one.sender.code for one in parcels if one.sender.code).most_common(10)
    assert sum(count for _code, count in biggest) > 0.25 * len(parcels)


@pytest.mark.parametrize("hour", range(24))
def test_the_sample_outlet_is_busy_at_every_hour(hour):
    now = NOW.replace(hour=hour, minute=7)
    plans = outlets(40)
    traffic = plan_traffic(plans, size=Size(40, 2, 2000), seed=1, now=now)
    sample = samples(plans)[0]
    here = {truck.trip_no for truck in traffic.trucks if truck.outlet is sample and truck.unloaded_at <= now}
    expected = {scan.piece for scan in traffic.told if scan.kind == "departure" and scan.trip_no in here}
    done = {scan.piece for scan in traffic.told if scan.kind == "signed" and scan.outlet == sample.code}

    assert len(expected - done) >= 40


@pytest.mark.parametrize("sort", ["delivery", "refused", "damage", "transfer"])
def test_proper_remarks_are_proper_by_the_rule_book(sort):
    rng = Random(sort)

    for _ in range(50):
        assert _judged(remarks.proper(rng, sort, at=NOW)) is RemarkKind.VALID
        assert _judged(remarks.incomplete(rng, sort, at=NOW)) is RemarkKind.IV1
        assert _judged(remarks.vague(rng)) is RemarkKind.IV2


def _judged(wording: remarks.Wording) -> RemarkKind:
    remark = Remark(NOW - timedelta(minutes=3), wording.contact, wording.phone, wording.matter, ("990000000001",))
    return remark_verdict(EDITION_1, remark).kind
