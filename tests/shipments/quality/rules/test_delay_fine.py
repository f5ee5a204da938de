from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from shipments.quality.rules.delay_fine import Delay, delay_charge

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("delays", "charged"),
    [
        ([], None),
        ([Delay("IV2", NOON)], "IV2"),
        ([Delay("DL1", LATER), Delay("PR5", NOON)], "PR5"),
        ([Delay("DL1", LATER), Delay("IV1", NOON), Delay("PR5", LATER)], "IV1"),
        ([Delay("DL1", NOON), Delay("IV1", NOON), Delay("PR5", NOON)], "DL1"),
        ([Delay("IV1", NOON), Delay("PR5", NOON)], "PR5"),
    ],
)
def test_the_first_delay_established_is_charged_whatever_the_order(delays, charged):
    for order in permutations(delays):
        found = delay_charge(order)

        assert (found and found.rule) == charged
