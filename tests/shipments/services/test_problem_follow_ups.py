from datetime import UTC, timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from shipments.models import Piece, ProblemFollowUp, ProblemRecord
from shipments.services.problem_follow_ups import Step, follow_up, reopen
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


def test_what_was_closed_is_followed_up_again_at_once_and_says_who_and_why(problem):
    by, closed_at = clerk(problem), make.NOON + HOUR
    follow_up(problem, Step("closed", "已说清"), by=by, at=closed_at)

    reopen(problem, why=" 收件人又来电话 ", by=by, at=make.NOON + 2 * HOUR)

    problem.refresh_from_db()
    assert (problem.closed_at, problem.closed_by, problem.follow_up_at) == (None, None, make.NOON + 2 * HOUR)
    assert list(ProblemRecord.objects.due(make.NOON + 2 * HOUR)) == [problem]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject) == ("problem.reopen", by, f"shipments.problemrecord:{problem.pk}")
    assert entry.detail == {"why": "收件人又来电话", "closed_at": closed_at.astimezone(UTC).isoformat()}
    follow_up(problem, Step("paid", "赔付80元"), by=by, at=make.NOON + 3 * HOUR)


def test_opening_again_moves_no_deadline(problem):
    run = make.run(make.clock(problem.outlet), waybill=problem.waybill, lifted_at=make.NOON)
    ProblemRecord.objects.update(run=run, closed_at=make.NOON, closed_by=clerk(problem), to_judge=False)
    before = (ProblemRecord.objects.values("due_at", "timeliness", "remark", "to_judge").get(), run.lifted_at)

    reopen(problem, why="重开", by=clerk(problem), at=make.NOON + HOUR)

    run.refresh_from_db()
    after = (ProblemRecord.objects.values("due_at", "timeliness", "remark", "to_judge").get(), run.lifted_at)
    assert after == before


@pytest.mark.parametrize(
    ("state", "why", "code"),
    [
        ({}, "重开", "open"),
        ({"closed_at": make.NOON, "withdrawn": True}, "重开", "withdrawn"),
        ({"closed_at": make.NOON}, "  ", "why_missing"),
    ],
)
def test_what_is_not_opened_again(problem, state, why, code):
    ProblemRecord.objects.update(**state)

    with pytest.raises(Refused) as refusal:
        reopen(problem, why=why, by=clerk(problem), at=make.NOON)

    assert refusal.value.code == code
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("kind", ["delivered", "signed", "returned"])
def test_what_the_scans_have_ended_is_opened_by_the_scans_alone(problem, kind):
    ProblemRecord.objects.update(closed_at=make.NOON, closed_by=clerk(problem))
    Piece.objects.filter(pk=problem.piece_id).update(state=kind, state_at=make.NOON)

    with pytest.raises(Refused) as refusal:
        reopen(problem, why="重开", by=clerk(problem), at=make.NOON)

    assert refusal.value.code == "ended"
