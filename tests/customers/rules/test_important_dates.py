from datetime import date

import pytest

from customers.rules.important_dates import Returning, exists, next_on
from customers.services.contacts import solar_day


@pytest.mark.parametrize(
    ("what", "after", "on"),
    [
        (Returning(11, 24), date(2026, 11, 24), date(2026, 11, 24)),
        (Returning(11, 24), date(2026, 11, 25), date(2027, 11, 24)),
        (Returning(2, 29), date(2026, 11, 24), date(2027, 2, 28)),
        (Returning(2, 29), date(2027, 11, 24), date(2028, 2, 29)),
        # Lunar new year 2027 is 6 February; the 12th month of the old year still runs in January.
        (Returning(1, 1, lunar=True), date(2026, 11, 24), date(2027, 2, 6)),
        (Returning(12, 8, lunar=True), date(2027, 1, 1), date(2027, 1, 15)),
        # The 30th of a lunar month that has 29 days: the 12th month of 2026 ends on 5 February 2027.
        (Returning(12, 30, lunar=True), date(2027, 1, 1), date(2027, 2, 5)),
        # 2025 has a leap 6th month; in 2026 the 6th itself is kept; 2028 has a leap 5th.
        (Returning(6, 1, lunar=True, leap=True), date(2025, 6, 1), date(2025, 7, 25)),
        (Returning(6, 1, lunar=True, leap=True), date(2026, 1, 1), date(2026, 7, 14)),
        (Returning(5, 1, lunar=True, leap=True), date(2028, 5, 1), date(2028, 6, 23)),
        (Returning(6, 1, lunar=True), date(2025, 6, 1), date(2025, 6, 25)),
        # Where the lunar calendar ends, nothing is known.
        (Returning(12, 1, lunar=True), date(2100, 3, 1), None),
    ],
)
def test_it_falls_on(what, after, on):
    assert next_on(what, after, lunar=solar_day) == on


@pytest.mark.parametrize(
    ("what", "there"),
    [
        (Returning(2, 29), True),
        (Returning(2, 30), False),
        (Returning(4, 31), False),
        (Returning(4, 30, lunar=True), True),
        (Returning(4, 31, lunar=True), False),
        (Returning(4, 1, leap=True), False),
    ],
)
def test_days_that_no_year_has(what, there):
    assert exists(what) is there
