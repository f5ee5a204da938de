from datetime import date

import pytest

from customers.rules.review_rhythm import next_review


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2026, 8, 18), 3, date(2026, 11, 18)),
        (date(2026, 11, 30), 3, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 8, 21), 3, date(2026, 11, 23)),  # a Saturday
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_the_next_review_is_so_many_months_later_on_a_weekday(last, months, due):
    assert next_review(last, months=months) == due
