from datetime import date

import pytest

from outlets.rules.training_validity import valid_until


@pytest.mark.parametrize(
    ("held_on", "months", "last"),
    [
        (date(2026, 11, 18), None, None),
        (date(2026, 11, 18), 1, date(2026, 12, 18)),
        (date(2026, 11, 18), 12, date(2027, 11, 18)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 31), 120, date(2036, 10, 31)),
    ],
)
def test_a_course_holds_for_whole_months(held_on, months, last):
    assert valid_until(held_on, months) == last
