from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from crm.shared.countdown import SOON, deadline

DUE = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "kind", "words"),
    [
        (DUE - timedelta(days=2, hours=3), "open", "2 d 3 h left"),
        (DUE - timedelta(hours=2, minutes=10), "open", "2 h 10 min left"),
        (DUE - SOON - timedelta(seconds=1), "open", "30 min left"),
        (DUE - SOON, "soon", "30 min left"),
        (DUE, "soon", "0 min left"),
        (DUE + timedelta(seconds=1), "overdue", "0 min overdue"),
        (DUE + 12 * MINUTE, "overdue", "12 min overdue"),
        (DUE + timedelta(hours=25), "overdue", "1 d 1 h overdue"),
    ],
)
def test_open_deadline_says_what_is_left(at, kind, words):
    with translation.override("en"):
        seen = deadline(DUE, at=at)

    assert (seen.kind, seen.words, seen.counting) == (kind, words, True)


@pytest.mark.parametrize(
    ("done_at", "kind", "words"),
    [(DUE, "met", "on time"), (DUE + 61 * MINUTE, "late", "1 h 1 min late")],
)
def test_done_deadline_stands_still(done_at, kind, words):
    with translation.override("en"):
        seen = deadline(DUE, done_at=done_at, at=DUE + timedelta(days=9))

    assert (seen.kind, seen.words, seen.counting) == (kind, words, False)
