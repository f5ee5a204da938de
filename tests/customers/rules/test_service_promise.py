from datetime import date
from decimal import Decimal

import pytest

from customers.rules.service_promise import Standing, Tally, is_due, is_kept, may_still_fail, standing


@pytest.mark.parametrize(
    ("good", "counted", "target", "kept", "stands", "spare", "percent"),
    [
        (0, 0, "97", None, Standing.NOTHING, 0, None),
        (97, 100, "97", True, Standing.NEAR, 0, "97.00"),
        (9699, 10000, "97", False, Standing.BELOW, 0, "96.99"),
        (98, 100, "97", True, Standing.SAFE, 1, "98.00"),
        (1949, 1999, "97.50", False, Standing.BELOW, 0, "97.49"),
        (100, 100, "100", True, Standing.SAFE, 0, "100.00"),
        (99, 100, "100", False, Standing.BELOW, 0, "99.00"),
        (200, 200, "90", True, Standing.SAFE, 22, "100.00"),
    ],
)
def test_a_promise_is_kept_exactly_when_the_share_reaches_its_target(
    good, counted, target, kept, stands, spare, percent
):
    tally, target = Tally(good, counted), Decimal(target)

    assert is_kept(tally, target) is kept
    assert standing(tally, target) is stands
    assert may_still_fail(tally, target) == spare
    assert tally.percent == (percent and Decimal(percent))


def test_as_many_as_may_still_fail_do_no_harm_and_one_more_does():
    tally, target = Tally(200, 200), Decimal(90)

    assert Tally(200, 200 + may_still_fail(tally, target)).reaches(target)
    assert not Tally(200, 201 + may_still_fail(tally, target)).reaches(target)


def test_a_promise_is_judged_two_days_after_its_last():
    assert not is_due(date(2026, 12, 31), today=date(2027, 1, 1))
    assert is_due(date(2026, 12, 31), today=date(2027, 1, 2))
