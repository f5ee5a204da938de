from datetime import timedelta

import pytest

from shipments.rules.live_scan import Placed, placed
from tests.make import NOON

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ago", "wall_ago", "expected"),
    [
        (timedelta(0), None, (0, 0, "A")),
        (-5 * SECOND, -5 * SECOND, (0, 5000, "A")),
        (600 * SECOND, 600 * SECOND, (600, 0, "A")),
        (601 * SECOND, 602 * SECOND, (601, 0, "B")),
        (60 * SECOND, 90 * SECOND, (60, 30_000, "A")),
        (60 * SECOND, 120 * SECOND, (60, 60_000, "A")),
        (60 * SECOND, 121 * SECOND, (60, 61_000, "D")),
        (timedelta(hours=73), timedelta(hours=73), (73 * 3600, 0, "C")),
    ],
)
def test_scan_is_placed_by_the_steady_clock_and_graded_by_their_agreement(ago, wall_ago, expected):
    seconds, error_ms, grade = expected

    assert placed(NOON, ago=ago, wall_ago=wall_ago) == Placed(NOON - seconds * SECOND, error_ms, grade)
