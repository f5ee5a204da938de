"""Following up problem pieces until they are closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from shipments.models import Piece, ProblemFollowUp, ProblemRecord
from shipments.models.calls import ENDED
from shipments.rules.problem_outcomes import CLOSING, Outcome, next_follow_up

#: The act of the audit trail that tells who opened a problem again, and in its detail why.
REOPENED = "problem.reopen"


@dataclass(frozen=True, slots=True)
class Step:
    """
    outcome   an Outcome
    next_at   when to ask again; None: a day later, or never when the outcome closes the matter
    """

    outcome: str
    note: str = ""
    next_at: datetime | None = None


@transaction.atomic
def follow_up(
    problem: ProblemRecord, step: Step, *, event_id: UUID | None = None, by: User, at: datetime
) -> ProblemFollowUp:
    """Keep what came of asking; a closing outcome closes the problem, any other says when to ask again.

    event_id   of the form that was sent: sent twice it is one step
    raises     Refused when the problem is closed or withdrawn, a closing outcome has no note, or the time is no time
    writes     shipments_problemfollowup, shipments_problemrecord
    """
    problem = ProblemRecord.objects.select_for_update().get(pk=problem.pk)
    known = ProblemFollowUp.objects.filter(event_id=event_id).first() if event_id else None
    if known:
        return known
    if problem.withdrawn:
        raise Refused(_("This problem was withdrawn: there is nothing to follow up."), code="withdrawn")
    if problem.closed_at:
        raise Refused(_("This problem is closed already."), code="closed")
    outcome = Outcome(step.outcome)
    if outcome in CLOSING and not step.note.strip():
        raise Refused(_("Say what was agreed and with whom: it closes the problem."), code="note_missing")
    try:
        next_at = next_follow_up(outcome, at=at, asked=step.next_at)
    except ValueError as no_time:
        raise Refused(_("Ask again at a time within the next 30 days."), code="follow_up_time") from no_time
    problem.follow_up_at = next_at
    if next_at is None:
        problem.closed_at, problem.closed_by = at, by
    problem.save(update_fields=["follow_up_at", "closed_at", "closed_by"])
    return ProblemFollowUp.objects.create(
        event_id=event_id or uuid4(),
        problem=problem,
        at=at,
        by=by,
        outcome=str(outcome),
        note=step.note.strip(),
        next_at=next_at,
    )


@transaction.atomic
def reopen(problem: ProblemRecord, *, why: str, by: User, at: datetime) -> None:
    """Follow up again what somebody had closed; it is to be asked after at once.

    No deadline moves: what a timely, proper record has lifted stays lifted, what was late stays late.

    raises   Refused when it is open or withdrawn, `why` is empty, or the parcel's way has ended: then the scan that
             ended it is to be taken back, which opens the problem by itself
    writes   shipments_problemrecord, audit_auditentry
    """
    problem = ProblemRecord.objects.select_for_update().get(pk=problem.pk)
    if problem.withdrawn:
        raise Refused(_("This problem was withdrawn: there is nothing to follow up."), code="withdrawn")
    if problem.closed_at is None:
        raise Refused(_("This problem is open."), code="open")
    if not why.strip():
        raise Refused(_("Say why it is opened again."), code="why_missing")
    if Piece.objects.filter(waybill=problem.waybill_id, kind=Piece.Kind.MASTER, state__in=ENDED).exists():
        raise Refused(
            _("The parcel was delivered, signed for or returned: take that scan back, and it opens by itself."),
            code="ended",
        )
    told = {"why": why.strip(), "closed_at": problem.closed_at.isoformat()}
    problem.closed_at, problem.closed_by, problem.follow_up_at = None, None, at
    problem.save(update_fields=["closed_at", "closed_by", "follow_up_at"])
    record_act(REOPENED, subject_of(problem), by=by, at=at, detail=told)


def subject_of(problem: ProblemRecord) -> str:
    """As the audit trail names it."""
    return f"shipments.problemrecord:{problem.pk}"
