"""The days on which customers are called: by rhythm, spread, the important first."""

from collections import Counter
from datetime import date, timedelta

import pytest

from customers.rules.callback_plan import MOST_A_DAY, Owed, due_on, plan

MONDAY = date(2026, 11, 16)
DAYS = [MONDAY + timedelta(days=ahead) for ahead in range(5)]
LAST_WEEK = MONDAY - timedelta(days=7)


def owed(count, *, tier="C", day=LAST_WEEK, first=1):
    return [Owed(first + n, tier, day) for n in range(count)]


@pytest.mark.parametrize(
    ("called_on", "since", "expected"),
    [
        (date(2026, 11, 1), date(2026, 1, 1), date(2026, 12, 1)),
        (None, date(2026, 11, 1), date(2026, 11, 9)),
    ],
)
def test_the_rhythm_counts_from_the_last_call_or_begins_on_an_own_day(called_on, since, expected):
    assert due_on(37, every=30, called_on=called_on, since=since) == expected


def test_a_beginning_network_spreads_its_first_calls_over_the_whole_rhythm():
    days = Counter(due_on(pk, every=30, called_on=None, since=MONDAY) for pk in range(300))

    assert set(days.values()) == {10} and len(days) == 30


def test_the_windows_days_share_evenly():
    assert Counter(plan(owed(13), days=DAYS, taken={DAYS[0]: 2}).values()) == dict(
        zip(DAYS, (1, 3, 3, 3, 3), strict=True)
    )


def test_nobody_is_called_before_the_own_day():
    late, soon = Owed(1, "C", DAYS[3]), Owed(2, "C", DAYS[4] + timedelta(days=1))

    assert plan([late, soon], days=DAYS, taken={}) == {1: DAYS[3]}


def test_all_of_one_day_go_beyond_the_even_share_and_not_beyond_the_most():
    planned = plan(owed(MOST_A_DAY + 3, day=DAYS[4]), days=DAYS, taken={})

    assert list(planned) == list(range(1, MOST_A_DAY + 1))
    assert set(planned.values()) == {DAYS[4]}


def test_what_does_not_fit_waits_the_lower_tier_first():
    many = [*owed(60, tier="B", first=100), *owed(4, tier="A")]

    planned = plan(many, days=DAYS, taken={})

    assert len(planned) == 5 * MOST_A_DAY
    assert {1, 2, 3, 4} < set(planned) and {planned[pk] for pk in (1, 2, 3, 4)} == {DAYS[0]}


def test_without_working_days_nothing_is_planned():
    assert plan(owed(3), days=[], taken={}) == {}
