"""Judging problem records by themselves: late damage reports, and reports that a person has proved false."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.rules.call_script import Result
from shipments.models import Call, DeliveryRun, Piece, ProblemRecord
from shipments.quality.models import Violation
from shipments.quality.queries.reviews import review_of
from shipments.quality.rules.delay_fine import delay_charge
from shipments.quality.services.issuers import issuers_of
from shipments.quality.services.late_scans import Judged, wording
from shipments.quality.services.posting import post_violations, void_violations
from shipments.quality.services.runs import add_registration_facts, problem_breaches, problem_facts
from shipments.rules.edition import Edition
from shipments.rules.false_problem import RULE as FALSE_RULE
from shipments.rules.lateness import Verdict
from shipments.rules.problem_ruling import Ruling
from shipments.services.clocks import ZONE, RuleBook
from shipments.services.histories import refold

Charge = Violation.Charge
Reason = Violation.VoidReason


def prove_false(problem: ProblemRecord, *, call: Call, by: User, at: datetime) -> ProblemRecord:
    """A person has established that the problem was not true (虚假问题件); the next sweep charges it.

    The record no longer lifts its run, so a delay is charged on top where there is one. Only a verdict of the review
    queue comes here (`reviews.judge`), inside its transaction.

    call     the call-back to the receiver that proves it
    raises   Refused when it was judged before, or the call proves nothing
    writes   shipments_problemrecord, audit_auditentry, and what `refold` writes
    """
    if not proves(call, problem):
        raise Refused(
            _("False is proved by a call-back alone: reach the receiver first, and keep the call."), code="no_proof"
        )
    problem = _locked(problem)
    problem.proven_false_at, problem.proven_false_by, problem.to_judge = at, str(by)[:80], True
    problem.save(update_fields=["proven_false_at", "proven_false_by", "to_judge"])
    refold([problem.waybill_id])
    record_act("problem.prove_false", _subject(problem), by=by, at=at, detail={"call": call.pk})
    return problem


def rule_on(problem: ProblemRecord, ruling: Ruling, *, by: User, at: datetime) -> ProblemRecord:
    """A person has settled what no rule may judge; the record and its run follow, the next sweep charges.

    Only a verdict of the review queue comes here, inside its transaction.

    raises   Refused when it was judged before
    writes   as `prove_false`
    """
    problem = _locked(problem)
    problem.ruling, problem.to_judge = ruling, True
    problem.save(update_fields=["ruling", "to_judge"])
    refold([problem.waybill_id])
    record_act("problem.rule_on", _subject(problem), by=by, at=at, detail={"ruling": str(ruling)})
    return problem


def proves(call: Call | None, problem: ProblemRecord) -> bool:
    """Whether this is quality control's call to the receiver about that problem, and somebody answered."""
    return (
        call is not None
        and call.checks
        and call.waybill_id == problem.waybill_id
        and call.party == Call.Party.RECEIVER
        and call.result not in {Result.NO_ANSWER, Result.WRONG_NUMBER}
        and call.called_at >= problem.registered_at
    )


def _locked(problem: ProblemRecord) -> ProblemRecord:
    # Scans lock the pieces first; in the same order nobody waits for each other in a ring.
    list(Piece.objects.select_for_update().filter(waybill=problem.waybill_id).order_by("pk").values_list("pk"))
    problem = ProblemRecord.objects.select_for_update().get(pk=problem.pk)
    if problem.proven_false_at or problem.ruling:
        raise Refused(_("This problem record has been judged already."), code="judged_already")
    if problem.withdrawn:
        raise Refused(_("This problem record was withdrawn: there is nothing to judge."), code="withdrawn")
    return problem


def _subject(problem: ProblemRecord) -> str:
    return f"shipments.problem:{problem.pk}"


@transaction.atomic
def judge_problems(at: datetime, *, limit: int = 500) -> Judged:
    """Post and void what up to `limit` waiting problem records are charged with by themselves.

    Their delay is the run's to charge (`judge_runs`), unless the waybill never had a run at the outlet.
    writes   violations, fines, ledger; `to_judge` of the records
    """
    waiting = ProblemRecord.objects.filter(to_judge=True, registered_at__lte=at).order_by("pk")
    rows = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("clock", "review__call")
    claimed = list(rows[:limit])
    if not claimed:
        return Judged(0, 0, 0)
    book = RuleBook.read()
    editions = {pk: edition for pk, _starts_on, edition in book.editions}
    ids = [problem.pk for problem in claimed]
    standing = {
        (violation.problem_id, violation.charge): violation
        for violation in Violation.objects.filter(problem__in=ids, voided_at=None)
        if violation.run_id is None or violation.charge in {Charge.DAMAGE, Charge.FALSE}
    }
    posted, kept = [], set()
    for problem in claimed:
        for charge, rule in charges_of_record(problem):
            kept.add((problem.pk, charge))
            if (problem.pk, charge) not in standing:
                posted.append(_violation(problem, charge, rule, book=book, editions=editions, at=at))
    gone = [violation for key, violation in standing.items() if key not in kept]
    add_registration_facts(posted)
    post_violations(posted, editions, at=at, issuer=issuers_of(posted))
    void_violations(gone, Reason.WITHDRAWN, at=at)
    ProblemRecord.objects.filter(pk__in=ids).update(to_judge=False)
    DeliveryRun.objects.filter(pk__in=[p.run_id for p in claimed if p.run_id]).update(to_judge=True)
    return Judged(len(claimed), len(posted), len(gone))


def charges_of_record(problem: ProblemRecord) -> Sequence[tuple[str, str]]:
    """(charge, rule) of what a record is charged with by itself."""
    if problem.withdrawn:
        return []
    charges = []
    if problem.category == ProblemRecord.Category.DAMAGE and problem.timeliness == Verdict.LATE:
        charges.append((Charge.DAMAGE, problem.rule))
    if problem.proven_false_at:
        charges.append((Charge.FALSE, FALSE_RULE))
    if problem.run_id is None and (delay := delay_charge(b.delay for b in problem_breaches([problem]))):
        charges.append((Charge.DELAY, delay.rule))
    return charges


def _violation(
    problem: ProblemRecord, charge: str, rule: str, *, book: RuleBook, editions: dict[int, Edition], at: datetime
) -> Violation:
    clock = problem.clock
    edition_id = clock.edition_id if clock else book.in_force_at(problem.registered_at)[0]
    return Violation(
        outlet_id=problem.outlet_id,
        waybill_id=problem.waybill_id,
        piece_id=problem.piece_id,
        run_id=problem.run_id,
        problem=problem,
        charge=charge,
        rule=rule,
        edition_id=edition_id,
        day=clock.day if clock else problem.registered_at.astimezone(ZONE).date(),
        due_at=None if charge == Charge.FALSE else problem.due_at,
        done_at=problem.registered_at,
        found_at=at,
        evidence={
            **wording(editions[edition_id], rule),
            "inputs": clock.inputs if clock else {},
            **problem_facts(problem),
            **(_proof(problem) if charge == Charge.FALSE else {}),
        },
    )


def _proof(problem: ProblemRecord) -> dict[str, Any]:
    """Who has found it false, when and why, and the call-back that proves it."""
    proof = {"proven_false_at": problem.proven_false_at, "proven_false_by": problem.proven_false_by}
    if review := review_of(problem):
        called = {"called_at": review.call.called_at, "result": review.call.result, "note": review.call.note}
        proof |= {"verdict": {"verdict": review.verdict, "reason": review.reason, "call": called}}
    return proof
