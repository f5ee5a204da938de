"""Judging problem records by themselves: late damage reports, and reports that a person has proved false."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from shipments.models import DeliveryRun, ProblemRecord
from shipments.quality.models import Violation
from shipments.quality.rules.delay_fine import delay_charge
from shipments.quality.services.late_scans import Judged, wording
from shipments.quality.services.posting import post_violations, void_violations
from shipments.quality.services.runs import add_registration_facts, problem_breaches, problem_facts
from shipments.rules.edition import Edition
from shipments.rules.false_problem import RULE as FALSE_RULE
from shipments.rules.lateness import Verdict
from shipments.services.clocks import ZONE, RuleBook
from shipments.services.histories import refold

Charge = Violation.Charge
Reason = Violation.VoidReason


@transaction.atomic
def prove_false(problem: ProblemRecord, *, by: object, at: datetime) -> ProblemRecord:
    """A person has established that the problem was not true (虚假问题件); the next sweep charges it.

    The record no longer lifts its run, so a delay is charged on top where there is one.

    raises   Refused when it was proved before
    writes   shipments_problemrecord, and what `refold` writes
    """
    problem = ProblemRecord.objects.select_for_update().get(pk=problem.pk)
    if problem.proven_false_at:
        raise Refused(_("This problem record has been proved false already."), code="proved_already")
    problem.proven_false_at, problem.proven_false_by, problem.to_judge = at, str(by)[:80], True
    problem.save(update_fields=["proven_false_at", "proven_false_by", "to_judge"])
    refold([problem.waybill_id])
    record_act("problem.prove_false", f"shipments.problem:{problem.pk}", by=by, at=at)
    return problem


@transaction.atomic
def judge_problems(at: datetime, *, limit: int = 500) -> Judged:
    """Post and void what up to `limit` waiting problem records are charged with by themselves.

    Their delay is the run's to charge (`judge_runs`), unless the waybill never had a run at the outlet.
    writes   violations, fines, ledger; `to_judge` of the records
    """
    waiting = ProblemRecord.objects.filter(to_judge=True, registered_at__lte=at).order_by("pk")
    claimed = list(waiting.select_for_update(skip_locked=True, of=("self",)).select_related("clock")[:limit])
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
    post_violations(posted, editions, at=at)
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
    proof = {"proven_false_at": problem.proven_false_at, "proven_false_by": problem.proven_false_by}
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
            **(proof if charge == Charge.FALSE else {}),
        },
    )
