from datetime import UTC, datetime, timedelta

import pytest

from shipments.rules.lateness import Verdict, undone_verdict, verdict

DUE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MICROSECOND, SECOND = timedelta(microseconds=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-SECOND, None, Verdict.MET),
        (timedelta(0), None, Verdict.MET),
        (MICROSECOND, None, Verdict.LATE),
        (SECOND, None, Verdict.LATE),
        (-2 * SECOND, 2 * SECOND, Verdict.MET),
        (-SECOND, 2 * SECOND, Verdict.REVIEW),
        (timedelta(0), 2 * SECOND, Verdict.REVIEW),
        (MICROSECOND, 2 * SECOND, Verdict.LATE),
        (-3 * SECOND, -SECOND, Verdict.MET),
    ],
)
def test_verdict_weighs_the_whole_band(low, high, expected):
    assert verdict(DUE, DUE + low, None if high is None else DUE + high) is expected


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("A", Verdict.LATE), ("B", Verdict.LATE), ("C", Verdict.REVIEW), ("D", Verdict.REVIEW)],
)
def test_doubtful_clocks_fine_nobody(grade, expected):
    assert verdict(DUE, DUE + SECOND, grade=grade) is expected
    assert verdict(DUE, DUE, grade=grade) is Verdict.MET


def test_a_deadline_for_review_is_met_or_reviewed():
    assert verdict(DUE, DUE, review=True) is Verdict.MET
    assert verdict(DUE, DUE + SECOND, review=True) is Verdict.REVIEW


def test_what_is_not_done_is_open():
    assert verdict(DUE, None) is Verdict.OPEN


@pytest.mark.parametrize(
    ("closed", "review", "expected"),
    [
        (False, False, Verdict.OPEN),
        (False, True, Verdict.OPEN),
        (True, False, Verdict.LATE),
        (True, True, Verdict.REVIEW),
    ],
)
def test_what_is_never_done_is_charged_when_the_monitor_day_closes(closed, review, expected):
    assert undone_verdict(closed=closed, review=review) is expected
