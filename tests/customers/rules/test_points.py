"""What is left of points, and for how long."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.rules.points import Lot, ended, held_until, lots, points_for

NOV, DEC, JAN = date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([], []),
        ([(100, DEC), (50, NOV)], [(NOV, 50), (DEC, 100)]),
        ([(50, NOV), (100, DEC), (-50, None)], [(DEC, 100)]),
        ([(50, NOV), (100, DEC), (-70, None)], [(DEC, 80)]),
        # What was taken back weakens its own lot alone.
        ([(50, NOV), (100, DEC), (-100, DEC)], [(NOV, 50)]),
        # Taken back after it was used: the rest is owed by the next lots.
        ([(50, NOV), (-50, None), (-50, NOV), (80, DEC)], [(DEC, 30)]),
        ([(-30, None)], []),
    ],
)
def test_what_was_used_came_from_the_first_to_end(lines, left):
    assert lots(lines) == [Lot(*each) for each in left]


def test_points_hold_on_their_last_day():
    lines = [(50, NOV), (100, DEC), (-20, None)]

    assert [ended(lines, day) for day in (NOV, date(2026, 12, 1), date(2027, 1, 1))] == [0, 30, 130]


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 11, 18), 12, date(2027, 11, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 1), 2, date(2028, 2, 29)),
        (date(2026, 12, 31), 0, DEC),
    ],
)
def test_a_months_points_end_together(day, months, until):
    assert held_until(day, months) == until


def test_points_are_whole():
    assert [points_for(Decimal(yuan), Decimal("1.20")) for yuan in ("0.83", "0.84", "12.50")] == [0, 1, 15]


@given(st.lists(st.tuples(st.integers(1, 200), st.sampled_from([NOV, DEC, JAN])), max_size=20), st.integers(0, 3000))
def test_nothing_is_lost_between_the_lots(held, used):
    total = sum(points for points, _until in held)

    assert sum(lot.points for lot in lots([*held, (-used, None)])) == max(0, total - used)
