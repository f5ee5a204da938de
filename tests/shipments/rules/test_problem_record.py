from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shipments.rules.deadlines import Due, Inputs, deadlines
from shipments.rules.edition import EDITION_1
from shipments.rules.lateness import Verdict
from shipments.rules.problem_record import problem_due, problem_verdict
from shipments.rules.terms import OutletKind, ProblemCategory, Shift

ZONE = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
MORNING = datetime(2026, 11, 23, 8, 10, tzinfo=ZONE)
KNOWN = deadlines(EDITION_1, Inputs(OutletKind.SAME_DAY, Shift.EARLY, MORNING, MORNING))
DUE = KNOWN.problem_delivery


def due_of(category, *, scanned_at):
    dues = {"delivery": KNOWN.problem_delivery, "transfer": KNOWN.problem_transfer}
    return problem_due(EDITION_1, category, **dues, scanned_at=scanned_at)


@pytest.mark.parametrize(
    ("category", "rule", "due_at"),
    [
        (ProblemCategory.DELIVERY, "PR5", "14:00"),
        (ProblemCategory.OTHER, "PR5", "14:00"),
        (ProblemCategory.TRANSFER, "PR2", "10:00"),
        (ProblemCategory.DAMAGE, "PR1", "09:30"),
    ],
)
def test_each_category_has_its_clock(category, rule, due_at):
    due = due_of(category, scanned_at=KNOWN.arrival_scan.due_at)

    assert (due.rule, f"{due.due_at:%H:%M}") == (rule, due_at)


def test_damage_is_counted_from_the_scan():
    due = due_of(ProblemCategory.DAMAGE, scanned_at=MORNING)

    assert due.due_at == MORNING + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("registered", "occurred", "expected"),
    [
        (timedelta(0), timedelta(0), Verdict.MET),
        (SECOND, timedelta(0), Verdict.LATE),
        (timedelta(0), SECOND, Verdict.LATE),
        (timedelta(0), None, Verdict.MET),
    ],
)
def test_problem_is_timely_when_registered_and_arisen_in_time(registered, occurred, expected):
    occurred_at = None if occurred is None else DUE.occurred_by + occurred

    assert problem_verdict(DUE, DUE.due_at + registered, occurred_at=occurred_at) is expected


def test_registration_by_a_doubtful_clock_goes_to_review():
    assert problem_verdict(DUE, DUE.due_at + SECOND, grade="C") is Verdict.REVIEW
    assert problem_verdict(DUE, DUE.due_at - SECOND, DUE.due_at + 3 * SECOND) is Verdict.REVIEW


def test_problem_of_goods_for_review_goes_to_review():
    due = Due(MORNING, "PR7", review=True, occurred_by=MORNING)

    assert problem_verdict(due, MORNING, occurred_at=MORNING + SECOND) is Verdict.REVIEW
    assert problem_verdict(due, MORNING + SECOND) is Verdict.REVIEW
