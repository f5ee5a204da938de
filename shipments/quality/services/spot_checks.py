"""Spot checks: a random sample of problem pieces or waybills, drawn by a recorded seed and worked off by inspectors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.models import Call
from shipments.quality.models import ProblemReview, SpotCheck, SpotCheckItem, Verdict, Violation
from shipments.quality.queries.spot_checks import population_of, sample_of
from shipments.quality.services.late_scans import wording
from shipments.quality.services.posting import post_violations
from shipments.quality.services.reviews import Finding, judge
from shipments.services.calls import CallEnd, log_call
from shipments.services.clocks import ZONE, RuleBook

MOST = 1000
RULE = "OP1"
Subject = SpotCheck.Subject
_UNANSWERED = frozenset({"no_answer", "wrong_number"})


@dataclass(frozen=True, slots=True)
class Draw:
    """What is to be drawn.

    criteria     the filters, as the address of the list has them
    inspectors   who works it off; they take turns
    outlet       key of the outlet that waybills are looked at for; None: where each is delivered
    """

    subject: str
    title: str
    seed: int
    size: int
    inspectors: Sequence[User]
    criteria: dict[str, str] = field(default_factory=dict)
    outlet: int | None = None


@transaction.atomic
def draw(rows: QuerySet[Any], asked: Draw, *, by: User, at: datetime) -> SpotCheck:
    """Draw a sample and hand it out. A problem piece that is judged already keeps its verdict.

    rows     what the filters leave: problem records or waybills, as `asked.subject` says
    raises   Refused when there is nothing to draw from, the size is no good, or nobody is to do it
    writes   quality_spotcheck, quality_spotcheckitem, audit_auditentry
    """
    if not 1 <= asked.size <= MOST:
        raise Refused(_("Draw from 1 to %(most)s rows.") % {"most": MOST}, code="sample_size")
    if not asked.inspectors:
        raise Refused(_("Choose who works it off."), code="no_inspectors")
    population = population_of(rows)
    if not population.size:
        raise Refused(_("The filters leave nothing to draw from."), code="no_population")
    check = SpotCheck.objects.create(
        subject=asked.subject,
        title=asked.title,
        criteria=asked.criteria,
        seed=asked.seed,
        population=population.size,
        last_key=population.last_key,
        size=min(asked.size, population.size),
        drawn_by=by,
        drawn_at=at,
    )
    drawn = list(sample_of(rows.filter(pk__lte=population.last_key), asked.size, seed=asked.seed))
    items = [_item(check, place, row, asked) for place, row in enumerate(drawn, start=1)]
    if asked.subject == Subject.PROBLEM:
        _take_over(items)
    SpotCheckItem.objects.bulk_create(items)
    detail = {"seed": asked.seed, "size": check.size, "population": check.population}
    record_act("spot_check.draw", f"quality.spotcheck:{check.pk}", by=by, at=at, detail=detail)
    return check


@transaction.atomic
def call_back(
    item: SpotCheckItem, *, result: str, note: str = "", event_id: UUID | None = None, by: User, at: datetime
) -> Call:
    """Keep how the call to the receiver ended.

    raises   Refused when the item is somebody else's, or judged
    writes   shipments_call, quality_spotcheckitem
    """
    item = _locked(item, by=by)
    item.call = log_call(
        item.waybill,
        CallEnd(
            party=Call.Party.RECEIVER,
            direction=Call.Direction.OUT,
            result=result,
            note=note,
            checks=True,
            event_id=event_id,
        ),
        outlet=item.outlet,
        by=by,
        at=at,
    )
    item.save(update_fields=["call"])
    return item.call


@transaction.atomic
def judge_item(item: SpotCheckItem, finding: Finding, *, by: User, at: datetime) -> SpotCheckItem:
    """A problem piece is judged as in the review queue; what is wrong with a waybill is a violation of OP1.

    raises   Refused when the item is somebody else's or judged, the finding says nothing, or false is not proved
    writes   quality_spotcheckitem, and what `reviews.judge` and `post_violations` write
    """
    item = _locked(item, by=by)
    if item.problem_id:
        review, new = ProblemReview.objects.get_or_create(
            problem_id=item.problem_id, defaults={"outlet_id": item.outlet_id, "why": "spot", "asked_at": at}
        )
        if item.call_id:
            review.call = item.call
            review.save(update_fields=["call"])
        judge(review, finding, by=by, at=at)
        item.refresh_from_db()
        return item
    _check(item, finding)
    item.verdict, item.finding, item.judged_at = finding.verdict, finding.reason.strip(), at
    item.save(update_fields=["verdict", "finding", "judged_at"])
    if finding.verdict != Verdict.PASS:
        _charge(item, by=by, at=at)
    return item


def _item(check: SpotCheck, place: int, row: Any, asked: Draw) -> SpotCheckItem:
    problem = asked.subject == Subject.PROBLEM
    ours = asked.outlet if not problem and asked.outlet in {row.origin_id, row.destination_id} else None
    return SpotCheckItem(
        check_of=check,
        place=place,
        outlet_id=row.outlet_id if problem else ours or row.destination_id,
        waybill_id=row.waybill_id if problem else row.pk,
        problem_id=row.pk if problem else None,
        inspector=asked.inspectors[(place - 1) % len(asked.inspectors)],
    )


def _take_over(items: Sequence[SpotCheckItem]) -> None:
    judged = ProblemReview.objects.filter(problem__in=[item.problem_id for item in items]).exclude(verdict="")
    known = {review.problem_id: review for review in judged}
    for item in items:
        if review := known.get(item.problem_id):
            item.verdict, item.finding, item.judged_at = review.verdict, review.reason, review.judged_at
            item.inspector_id, item.call_id = review.judged_by_id, review.call_id


def _locked(item: SpotCheckItem, *, by: User) -> SpotCheckItem:
    rows = SpotCheckItem.objects.select_related("check_of", "outlet", "waybill", "call")
    found = rows.select_for_update(of=("self",)).get(pk=item.pk)
    if found.inspector_id != by.pk:
        raise Refused(_("This item was handed to a colleague."), code="not_yours")
    if found.verdict:
        raise Refused(_("This item is judged already."), code="judged_already")
    if found.outlet_id in access_of(by).outlet_ids:
        raise Refused(_("You have a post at this outlet: somebody else judges it."), code="own_outlet")
    return found


def _check(item: SpotCheckItem, finding: Finding) -> None:
    if finding.verdict not in Verdict.values:
        raise Refused(_("Choose pass, false or improper."), code="verdict")
    if finding.verdict != Verdict.PASS and not finding.reason.strip():
        raise Refused(_("Say what you found: the outlet reads it."), code="reason_missing")
    reached = item.call is not None and item.call.result not in _UNANSWERED
    if finding.verdict == Verdict.FALSE and not reached:
        raise Refused(
            _("False is proved by a call-back alone: reach the receiver first, and keep the call."), code="no_proof"
        )


def _charge(item: SpotCheckItem, *, by: User, at: datetime) -> None:
    check = item.check_of
    pk, edition = RuleBook.read().in_force_at(at)
    found = {
        "check": check.title,
        "seed": check.seed,
        "place": item.place,
        "size": check.size,
        "population": check.population,
        "verdict": item.verdict,
        "finding": item.finding,
        "call": {"called_at": item.call.called_at, "result": item.call.result} if item.call else None,
    }
    violation = Violation(
        outlet_id=item.outlet_id,
        waybill_id=item.waybill_id,
        spot_item=item,
        charge=Violation.Charge.SPOT,
        rule=RULE,
        edition_id=pk,
        day=at.astimezone(ZONE).date(),
        done_at=at,
        found_at=at,
        evidence={**wording(edition, RULE), "inputs": {}, "never_done": False, "found": found},
    )
    post_violations([violation], {pk: edition}, at=at, issuer=lambda _violation: by.pk)
