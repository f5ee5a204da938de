from dataclasses import replace
from decimal import Decimal

import pytest

from shipments.quality.rules.weight_tolerance import tolerance, weighing
from shipments.rules.edition import EDITION_1


def kg(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("declared", "allowed"),
    # 50 g up to 1.666 kg, 3 % from there on.
    [("0.100", "0.050"), ("1.666", "0.050"), ("1.667", "0.051"), ("2.000", "0.060"), ("30.000", "0.900")],
)
def test_the_larger_of_grams_and_percent_counts(declared, allowed):
    assert tolerance(EDITION_1, kg(declared)) == kg(allowed)


@pytest.mark.parametrize(
    ("weighed", "mismatch"),
    [("1.000", False), ("1.050", False), ("1.051", True), ("0.950", False), ("0.949", True)],
)
def test_off_by_the_tolerance_is_within_it_either_way(weighed, mismatch):
    assert weighing(EDITION_1, declared=kg("1.000"), weighed=kg(weighed)).mismatch is mismatch


def test_the_numbers_are_the_edition_s():
    strict = replace(EDITION_1, weight_tolerance_grams=0, weight_tolerance_percent=Decimal("0.1"))

    assert tolerance(strict, kg("10.000")) == kg("0.010")
