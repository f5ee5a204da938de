from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shipments.rules.deadlines import Due
from shipments.rules.edition import EDITION_1
from shipments.rules.false_problem import FalseProblem, delay_established, false_problem

DUE_AT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
DELIVERY = Due(DUE_AT, "DL1")
SECOND = timedelta(seconds=1)


def test_false_problem_costs_200_yuan():
    assert false_problem(EDITION_1, DELIVERY, delay=False) == FalseProblem(Decimal(200), None, None)


def test_false_problem_with_a_delay_costs_the_delay_besides():
    assert false_problem(EDITION_1, DELIVERY, delay=True) == FalseProblem(Decimal(200), "DL1", Decimal(100))


@pytest.mark.parametrize(
    ("delivered", "decided", "expected"),
    [
        (timedelta(0), SECOND, False),
        (SECOND, SECOND, True),
        (None, timedelta(0), False),
        (None, SECOND, True),
    ],
)
def test_delay_is_established_by_the_delivery_or_its_absence(delivered, decided, expected):
    delivered_at = None if delivered is None else DUE_AT + delivered

    assert delay_established(DELIVERY, delivered_at, at=DUE_AT + decided) is expected


def test_another_valid_problem_excuses_the_delay():
    assert not delay_established(DELIVERY, None, at=DUE_AT + SECOND, valid_problem=True)


def test_goods_for_review_establish_no_delay():
    assert not delay_established(Due(DUE_AT, "DL4", review=True), None, at=DUE_AT + SECOND)
