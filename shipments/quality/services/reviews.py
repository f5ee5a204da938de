"""The review queue of problem pieces: filled by the sweep, claimed by one inspector each, judged once and for all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.models import Call, ProblemRecord
from shipments.quality.models import ProblemReview, SpotCheckItem, Verdict
from shipments.quality.rules.queue_claims import HOLDS, is_free
from shipments.quality.services.problems import prove_false, proves, rule_on
from shipments.quality.sql.reviews import FILL, LET_GO
from shipments.rules.deadlines import Due
from shipments.rules.evidence import FINABLE
from shipments.rules.false_problem import FalseProblem, delay_established, false_problem
from shipments.rules.lateness import Verdict as Timeliness
from shipments.rules.problem_remark import RemarkKind
from shipments.rules.problem_ruling import Ruling
from shipments.services.calls import CallEnd, log_call
from shipments.services.clocks import RuleBook

#: Who judges problem pieces, spot checks and weights.
JUDGES = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})
#: What an improper one may be.
IMPROPER = (Ruling.IV2, Ruling.IV1, Ruling.LATE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person finds.

    ruling   of an improper one, which of `IMPROPER`
    """

    verdict: str
    reason: str = ""
    ruling: str = ""


def fill_queue(at: datetime) -> int:
    """Ask for a person's verdict on every problem record that no rule may judge. Returns how many are new.

    writes   quality_problemreview
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LET_GO)
        cursor.execute(FILL, {"at": at})
        return cursor.rowcount


@transaction.atomic
def claim_next(*, by: User, at: datetime) -> ProblemReview | None:
    """The piece this person works on already, else the one that has waited longest; None when nothing waits.

    Two at once never get the same one: what the other holds is skipped.
    writes   quality_problemreview
    """
    waiting = ProblemReview.objects.filter(verdict="").exclude(outlet__in=access_of(by).outlet_ids)
    mine = waiting.filter(claimed_by=by).order_by("claimed_at", "pk")
    free = waiting.filter(Q(claimed_by=None) | Q(claimed_at__lte=at - HOLDS)).order_by("asked_at", "pk")
    for rows in (mine, free):
        if review := rows.select_for_update(skip_locked=True).first():
            return _claimed(review, by=by, at=at)
    return None


@transaction.atomic
def claim(review: ProblemReview, *, by: User, at: datetime) -> ProblemReview:
    """Take this one.

    raises   Refused when somebody else works on it, it is judged, or its outlet is one's own
    writes   quality_problemreview
    """
    return _claimed(_locked(review, by=by, at=at), by=by, at=at)


@transaction.atomic
def call_back(
    review: ProblemReview, *, result: str, note: str = "", event_id: UUID | None = None, by: User, at: datetime
) -> Call:
    """Keep how the call-back to the receiver ended; the last one stands beside the verdict.

    raises   as `claim`
    writes   shipments_call, quality_problemreview
    """
    review = _claimed(_locked(review, by=by, at=at), by=by, at=at)
    review.call = log_call(
        review.problem.waybill,
        CallEnd(
            party=Call.Party.RECEIVER,
            direction=Call.Direction.OUT,
            result=result,
            note=note,
            checks=True,
            event_id=event_id,
        ),
        outlet=review.outlet,
        by=by,
        at=at,
    )
    review.save(update_fields=["call"])
    return review.call


@transaction.atomic
def judge(review: ProblemReview, finding: Finding, *, by: User, at: datetime) -> ProblemReview:
    """Pass, false or improper. The record follows at once, and the next sweep charges it, issued by this person.

    False takes the call-back that `call_back` has kept. The delay is charged on top only where it is established.

    raises   Refused as `claim`, without a reason against the outlet, and as `prove_false` and `rule_on`
    writes   quality_problemreview, its items of spot checks, and what `prove_false` and `rule_on` write
    """
    review = _locked(review, by=by, at=at)
    _check(finding)
    problem = review.problem
    if finding.verdict == Verdict.FALSE:
        review.delay_established = consequences(problem, at=at).delay_rule is not None
        prove_false(problem, call=review.call, by=by, at=at)
    else:
        ruling = Ruling(finding.ruling) if finding.verdict == Verdict.IMPROPER else Ruling.VALID
        rule_on(problem, ruling, by=by, at=at)
        review.ruling = ruling if finding.verdict == Verdict.IMPROPER else ""
    review.verdict, review.reason = finding.verdict, finding.reason.strip()
    review.judged_by, review.judged_at = by, at
    review.save(update_fields=["verdict", "reason", "ruling", "delay_established", "judged_by", "judged_at"])
    waiting = SpotCheckItem.objects.filter(problem=problem, verdict="")
    waiting.update(verdict=review.verdict, finding=review.reason, judged_at=at, call=review.call)
    return review


def consequences(problem: ProblemRecord, *, at: datetime) -> FalseProblem:
    """What the record costs if it is false: FK1, and the delay where it is established by now."""
    clock, run, book = problem.clock, problem.run, RuleBook.read()
    if clock is None or run is None or run.dropped or not run.delivers:
        edition = book.edition(clock.edition_id)[1] if clock else book.in_force_at(problem.registered_at)[1]
        return false_problem(edition, Due(problem.registered_at, ""), delay=False)
    due = Due(run.clock.delivery_due_at, run.clock.delivery_rule, review=run.clock.delivery_review)
    others = ProblemRecord.objects.filter(run=run, piece=problem.piece_id, withdrawn=False, proven_false_at=None)
    excused = others.exclude(pk=problem.pk).filter(remark=RemarkKind.VALID, timeliness=Timeliness.MET).exists()
    delivered_at = run.delivered_at and run.delivered_at - timedelta(milliseconds=run.delivered_error_ms)
    proved = run.delivered_at is None or run.delivered_grade in FINABLE
    delay = proved and delay_established(due, delivered_at, at=at, valid_problem=excused)
    return false_problem(book.edition(run.clock.edition_id)[1], due, delay=delay)


def call_proves(review: ProblemReview) -> bool:
    return proves(review.call, review.problem)


def _locked(review: ProblemReview, *, by: User, at: datetime) -> ProblemReview:
    rows = ProblemReview.objects.select_related("problem__clock", "problem__run__clock", "problem__waybill", "outlet")
    found = rows.select_for_update(of=("self",)).filter(pk=review.pk).first()
    if found is None:
        raise Refused(_("This piece no longer waits: its record was withdrawn or corrected."), code="review_gone")
    if found.verdict:
        raise Refused(_("This piece is judged already."), code="judged_already")
    if not is_free(found.claimed_by_id, found.claimed_at, by=by.pk, at=at):
        raise Refused(_("A colleague works on this piece: take the next one."), code="claimed")
    if found.outlet_id in access_of(by).outlet_ids:
        raise Refused(_("You have a post at this outlet: somebody else judges its pieces."), code="own_outlet")
    return found


def _claimed(review: ProblemReview, *, by: User, at: datetime) -> ProblemReview:
    review.claimed_by, review.claimed_at = by, at
    review.save(update_fields=["claimed_by", "claimed_at"])
    return review


def _check(finding: Finding) -> None:
    if finding.verdict not in Verdict.values:
        raise Refused(_("Choose pass, false or improper."), code="verdict")
    if finding.verdict != Verdict.PASS and not finding.reason.strip():
        raise Refused(_("Say what you found: the outlet reads it."), code="reason_missing")
    if finding.verdict == Verdict.IMPROPER and finding.ruling not in IMPROPER:
        raise Refused(_("Say what is improper about it."), code="ruling_missing")
