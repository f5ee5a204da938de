from dataclasses import replace
from decimal import Decimal

import pytest

from shipments.quality.rules.late_scan_fine import late_scan_fine
from shipments.rules.edition import EDITION_1
from shipments.rules.rates import Rate


@pytest.mark.parametrize(("pieces", "yuan"), [(0, "0"), (1, "1"), (5, "5"), (1000, "1000")])
def test_late_scan_costs_a_yuan_a_piece(pieces, yuan):
    assert late_scan_fine(EDITION_1, pieces) == Decimal(yuan)


@pytest.mark.parametrize("rule", ["AS1", "AS2", "AS3", "AS4"])
def test_every_scan_rule_costs_the_same_in_edition_1(rule):
    assert late_scan_fine(EDITION_1, 3, rule=rule) == Decimal(3)


def test_late_scan_costs_nothing_known_while_no_rate_is_set():
    rates = tuple(Rate(rate.code, None if rate.code == "AS1" else rate.yuan) for rate in EDITION_1.rates)

    assert late_scan_fine(replace(EDITION_1, rates=rates), 3) is None
