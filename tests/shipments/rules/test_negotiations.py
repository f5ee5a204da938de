from datetime import timedelta

import pytest

from shipments.rules.negotiations import Promise, promise_state
from tests import make

SEVEN = make.at(19)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fulfilled_at", "at", "state"),
    [
        (None, SEVEN - SECOND, Promise.OPEN),
        (None, SEVEN, Promise.OPEN),
        (None, SEVEN + SECOND, Promise.BROKEN),
        (SEVEN, SEVEN + SECOND, Promise.KEPT),
        (SEVEN + SECOND, SEVEN + SECOND, Promise.LATE),
        (SEVEN - SECOND, SEVEN - SECOND, Promise.KEPT),
        (SEVEN + SECOND, SEVEN, Promise.OPEN),
    ],
)
def test_a_promise_is_followed_until_it_is_kept(fulfilled_at, at, state):
    assert promise_state(SEVEN, fulfilled_at, at=at) is state
