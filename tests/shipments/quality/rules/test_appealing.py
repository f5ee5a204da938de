"""Who may appeal when, who may decide, and what remains: at the edges."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shipments.quality.models import Appeal
from shipments.quality.rules.appealing import (
    Bar,
    Case,
    Judge,
    Outcome,
    Window,
    bar,
    instance_open,
    second_until,
    step_of,
    window,
    yuan_after,
)
from shipments.quality.rules.fine_states import FineState, Step
from tests.make import NOON

CASE = Case(issuer=1, appellant=2, outlet=7, first_decider=3)
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("judge", "reason"),
    [
        (Judge(9, plays=True), None),
        (Judge(9, plays=True, outlets=[8]), None),
        (Judge(9, plays=False), Bar.PART),
        (Judge(1, plays=True), Bar.ISSUER),
        (Judge(2, plays=True), Bar.APPELLANT),
        (Judge(9, plays=True, outlets=[7]), Bar.OUTLET),
        (Judge(3, plays=True), Bar.FIRST_DECIDER),
        (Judge(1, plays=True, outlets=[7]), Bar.ISSUER),
    ],
)
def test_whoever_has_a_hand_in_it_does_not_decide(judge, reason):
    assert bar(CASE, judge) is reason


def test_what_nobody_did_bars_nobody():
    assert bar(Case(issuer=None, appellant=None, outlet=7), Judge(9, plays=True)) is None


@pytest.mark.parametrize("state", FineState)
@pytest.mark.parametrize("instances", [(), (1,), (1, 2)])
def test_an_instance_is_open_once(state, instances):
    expected = {
        ("announced", ()): 1,
        ("replied", ()): 1,
        ("settled", ()): 1,
        ("sustained", (1,)): 2,
        ("reduced", (1,)): 2,
    }
    assert instance_open(state, instances) == expected.get((str(state), instances))


def test_the_last_instant_is_in_time():
    assert window(NOON, NOON) is Window.IN_TIME
    assert window(NOON, NOON + MICROSECOND) is Window.LATE


def test_the_second_instance_has_as_long_as_the_first():
    reply_by = NOON + timedelta(hours=72)
    assert second_until(NOON, reply_by, NOON + timedelta(days=5)) == NOON + timedelta(days=8)


@pytest.mark.parametrize(
    ("outcome", "balance", "left", "remains"),
    [
        ("sustained", "100", None, "100"),
        ("overturned", "100", None, "0"),
        ("reduced", "100", "0.01", "0.01"),
        ("reduced", "100", "99.99", "99.99"),
        ("sustained", None, None, None),
        ("overturned", None, None, None),
    ],
)
def test_what_remains(outcome, balance, left, remains):
    balance, left, remains = (None if yuan is None else Decimal(yuan) for yuan in (balance, left, remains))
    assert yuan_after(outcome, balance, left) == remains


@pytest.mark.parametrize(("balance", "left"), [("100", "0"), ("100", "100"), ("100", "-1"), ("100", None), (None, "1")])
def test_a_reduction_lies_strictly_between(balance, left):
    with pytest.raises(ValueError):
        yuan_after("reduced", balance and Decimal(balance), left and Decimal(left))


@pytest.mark.parametrize(
    ("outcome", "posted", "remains", "step"),
    [
        ("overturned", 100, 0, Step.OVERTURN),
        ("overturned", None, None, Step.OVERTURN),
        ("reduced", 100, 50, Step.REDUCE),
        ("sustained", 100, 100, Step.SUSTAIN),
        ("sustained", 100, 50, Step.REDUCE),
        ("sustained", None, None, Step.SUSTAIN),
    ],
)
def test_what_a_decision_does_to_the_fine(outcome, posted, remains, step):
    assert step_of(outcome, posted, remains) is step


def test_outcomes_are_the_decided_states():
    assert {str(one) for one in Outcome} == {str(one) for one in Appeal.DECIDED}
