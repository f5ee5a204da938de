"""Who is at risk and who is lost: each limit, one to each side of it."""

import math
from datetime import date, timedelta
from decimal import Decimal
from statistics import quantiles

import pytest

from customers.rules.churn import (
    LEAST_EXPECTED,
    Habit,
    Sign,
    chance,
    dropped,
    gap_90,
    is_over,
    least_expected,
    sign,
    won_back,
)

DAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("silent", "gap", "expected"),
    [
        (14, None, None),
        (15, None, Sign.RISK_SILENT),
        (29, None, Sign.RISK_SILENT),
        (30, None, Sign.LOST_SILENT),
        (15, "15.0", None),
        (16, "15.0", Sign.RISK_SILENT),
        (16, "16.5", None),
        (17, "16.5", Sign.RISK_SILENT),
        (49, "16.5", Sign.RISK_SILENT),
        (50, "16.5", Sign.LOST_SILENT),
        (30, "10.0", Sign.LOST_SILENT),
        (30, "10.1", Sign.RISK_SILENT),
    ],
)
def test_silence_is_measured_by_the_customers_own_pauses(silent, gap, expected):
    assert sign(Habit(silent, gap and Decimal(gap), 8)) is expected


@pytest.mark.parametrize(("parcels", "expected"), [(7, None), (8, Sign.LOST_SILENT)])
def test_few_parcels_are_no_habit(parcels, expected):
    assert sign(Habit(300, None, parcels)) is expected


@pytest.mark.parametrize(
    ("last", "weeks", "expected"),
    [
        (0, 14, None),  # 4.31 expected: nothing at all is still chance
        (0, 15, Sign.RISK_DROP),  # 4.62
        (1, 21, None),  # 6.46
        (1, 22, Sign.RISK_DROP),  # 6.77
        (10, 65, None),  # 20.0
        (10, 66, Sign.RISK_DROP),  # 20.3
        (40, 260, None),  # 80.0: half of it is no drop
        (40, 261, Sign.RISK_DROP),
        (0, None, None),  # not known for 13 weeks
    ],
)
def test_a_drop_is_less_than_half_and_no_chance(last, weeks, expected):
    assert sign(Habit(3, None, 400, last_parcels=last, weeks_parcels=weeks)) is expected


def test_weeks_with_holidays_let_expect_less():
    full = Habit(3, None, 400, last_parcels=20, weeks_parcels=260)
    holidays = Habit(3, None, 400, last_parcels=20, weeks_parcels=260, last_days=12, weeks_days=66)

    assert (sign(full), sign(holidays)) == (Sign.RISK_DROP, Sign.RISK_DROP if dropped(20, Decimal(47)) else None)
    assert holidays.expected == Decimal(260 * 12) / 66


def test_the_tables_limits_are_where_chance_is_one_in_a_hundred():
    for sent, least in enumerate(LEAST_EXPECTED):
        exact = sum(math.exp(-float(least)) * float(least) ** k / math.factorial(k) for k in range(sent + 1))
        assert exact == pytest.approx(0.01, abs=1e-5)
        assert least > 2 * sent
    after = len(LEAST_EXPECTED)
    assert chance(after, 2.0 * after) < 0.01 and least_expected(after) == 0


@pytest.mark.parametrize("pauses", [[3], [1, 9], [2, 2, 30, 4], list(range(1, 24))])
def test_the_own_pause_is_that_of_nine_in_ten(pauses):
    days = [DAY]
    for pause in pauses:
        days.append(days[-1] + timedelta(days=pause))

    wanted = pauses[0] if len(pauses) == 1 else quantiles(pauses, n=10, method="inclusive")[-1]
    assert float(gap_90(days)) == pytest.approx(wanted)


def test_one_shipping_day_has_no_pause():
    assert gap_90([DAY]) is None


@pytest.mark.parametrize(
    ("rule", "again", "last", "expected", "won"),
    [
        (Sign.LOST_SILENT, True, 0, None, True),
        (Sign.RISK_SILENT, False, 9, Decimal(9), False),
        (Sign.RISK_DROP, True, 31, Decimal(40), False),
        (Sign.RISK_DROP, True, 32, Decimal(40), True),
    ],
)
def test_somebody_is_won_back_by_what_was_missing(rule, again, last, expected, won):
    assert won_back(rule, shipped_again=again, last_parcels=last, expected=expected) is won


def test_winning_back_takes_sixty_days():
    assert not is_over(DAY, DAY + timedelta(days=60))
    assert is_over(DAY, DAY + timedelta(days=61))
