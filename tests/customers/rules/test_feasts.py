"""Days of feasts, as the almanac has them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from customers.rules.feasts import FEASTS, day_of, feasts_of, window
from customers.services.contacts import solar_day

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("feast", "days"),
    [
        ("spring_festival", ["2020-01-25", "2023-01-22", "2024-02-10", "2026-02-17", "2027-02-06", "2050-01-23"]),
        ("lantern", ["2020-02-08", "2026-03-03", "2027-02-20"]),
        ("dragon_boat", ["2020-06-25", "2025-05-31", "2026-06-19"]),
        ("mid_autumn", ["2020-10-01", "2025-10-06", "2026-09-25", "2027-09-15"]),
        ("double_ninth", ["2026-10-18"]),
        ("national_day", ["2026-10-01"]),
    ],
)
def test_days_of_feasts(feast, days):
    assert [str(day_of(feast, int(day[:4]), lunar=solar_day)) for day in days] == days


@pytest.mark.parametrize("year", range(2020, 2051))
def test_every_year_has_every_feast_once_in_the_order_of_days(year):
    days = feasts_of(year, lunar=solar_day)

    assert {feast.code for feast, _on in days} == set(FEASTS)
    assert [on for _feast, on in days] == sorted(on for _feast, on in days)
    assert all(on.year == year for _feast, on in days)


def test_a_greeting_comes_in_the_morning_and_not_after_the_feast():
    assert window(FEASTS["spring_festival"], date(2027, 2, 6), ZONE) == (
        datetime(2027, 2, 4, 9, tzinfo=ZONE),
        datetime(2027, 2, 6, 20, tzinfo=ZONE),
    )
