from datetime import timedelta

import pytest

from shipments.models import ProblemFollowUp, ProblemReason
from shipments.rules.problem_notices import Notices, notices
from shipments.rules.problem_outcomes import CLOSING, FURTHEST, Outcome, next_follow_up
from shipments.rules.problem_reasons import Party
from shipments.rules.snoozes import latest_snooze
from tests.make import NOON, at

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_pages_know_every_outcome_and_party():
    assert set(ProblemFollowUp.Outcome.values) == set(Outcome)
    assert set(ProblemReason.Party.values) == set(Party)


def test_a_closing_outcome_asks_no_more_and_any_other_a_day_later():
    for outcome in Outcome:
        expected = None if outcome in CLOSING else NOON + timedelta(days=1)
        assert next_follow_up(outcome, at=NOON) == expected


@pytest.mark.parametrize("asked", [NOON, NOON - MINUTE, NOON + FURTHEST + MINUTE])
def test_asking_again_lies_in_the_coming_month(asked):
    with pytest.raises(ValueError):
        next_follow_up(Outcome.IN_TALKS, at=NOON, asked=asked)


def test_asking_again_when_the_clerk_says():
    assert next_follow_up(Outcome.IN_TALKS, at=NOON, asked=NOON + FURTHEST) == NOON + FURTHEST


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], Notices(None, None, None, None)),
        ([at(9)], Notices(at(9), None, at(17), None)),
        ([at(16, 59), at(9)], Notices(at(9), None, at(17), None)),
        ([at(9), at(12), at(17)], Notices(at(9), at(17), at(17), at(17, day=19))),
        ([at(9), at(18), at(20)], Notices(at(9), at(18), at(17), at(18, day=19))),
    ],
)
def test_two_notices_eight_hours_apart_then_a_day(told, expected):
    assert notices(told) == expected


@pytest.mark.parametrize(
    ("left", "latest"),
    [(60 * MINUTE, 45 * MINUTE), (20 * MINUTE, 5 * MINUTE), (19 * MINUTE, None), (-MINUTE, None)],
)
def test_a_duty_rests_until_a_quarter_of_an_hour_before_it_is_due(left, latest):
    assert latest_snooze(NOON + left, at=NOON) == (NOON + latest if latest else None)
