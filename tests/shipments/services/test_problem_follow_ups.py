from datetime import timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import ProblemFollowUp, ProblemRecord
from shipments.services.problem_follow_ups import Step, follow_up
from tests import make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def problem():
    return make.problem(make.waybill())


def clerk(problem):
    return make.user(Role.SERVICE_CLERK, problem.outlet)


def test_a_step_keeps_the_problem_open_and_says_when_to_ask_again(problem):
    by = clerk(problem)

    step = follow_up(problem, Step("in_talks", "寄件人考虑中", make.NOON + 3 * HOUR), by=by, at=make.NOON + HOUR)

    problem.refresh_from_db()
    assert (problem.follow_up_at, problem.closed_at) == (make.NOON + 3 * HOUR, None)
    assert (step.outcome, step.by, step.next_at) == ("in_talks", by, make.NOON + 3 * HOUR)


def test_a_closing_outcome_closes(problem):
    by = clerk(problem)

    follow_up(problem, Step("paid", "与寄件人何小姐商定赔付80元"), by=by, at=make.NOON + HOUR)

    problem.refresh_from_db()
    assert (problem.follow_up_at, problem.closed_at, problem.closed_by) == (None, make.NOON + HOUR, by)


def test_sent_twice_is_one_step(problem):
    by, event_id = clerk(problem), uuid4()

    for _ in range(2):
        follow_up(problem, Step("closed", "已说清"), event_id=event_id, by=by, at=make.NOON)

    assert ProblemFollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "step", "code"),
    [
        ({"closed_at": make.NOON}, Step("in_talks"), "closed"),
        ({"withdrawn": True}, Step("in_talks"), "withdrawn"),
        ({}, Step("closed", "  "), "note_missing"),
        ({}, Step("in_talks", "", make.NOON - HOUR), "follow_up_time"),
        ({}, Step("in_talks", "", make.NOON + timedelta(days=31)), "follow_up_time"),
    ],
)
def test_what_is_refused(problem, state, step, code):
    ProblemRecord.objects.update(**state)

    with pytest.raises(Refused) as refusal:
        follow_up(problem, step, by=clerk(problem), at=make.NOON)

    assert refusal.value.code == code
    assert not ProblemFollowUp.objects.exists()
