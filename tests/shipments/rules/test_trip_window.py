import pytest

from shipments.rules.trip_window import trip_window
from tests import make


@pytest.mark.parametrize(
    ("at", "since", "until", "loaded_since"),
    [
        (make.at(0), make.at(0), make.at(0, day=19), make.at(12, day=17)),
        (make.at(0, 5), make.at(0), make.at(0, day=19), make.at(12, 5, day=17)),
        (make.at(12), make.at(0), make.at(0, day=19), make.at(0)),
        (make.at(23, 59), make.at(0), make.at(0, day=19), make.at(0)),
        (make.at(0, 5, day=1), make.at(0, day=1), make.at(0, day=2), make.at(12, 5, day=1).replace(month=10, day=31)),
    ],
)
def test_window_is_the_day_and_the_twelve_hours_before_now(at, since, until, loaded_since):
    assert trip_window(at) == (since, until, loaded_since)
