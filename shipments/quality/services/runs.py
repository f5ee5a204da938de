"""Judging delivery runs and problem records: delay ¥100 a waybill and run, false reports ¥200 (Q2)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from shipments.models import Clock, DayTouched, DeliveryRun, Piece, ProblemRecord, ScanEvent
from shipments.quality.models import Violation
from shipments.quality.rules.delay_fine import Delay, delay_charge
from shipments.quality.services.issuers import issuers_of
from shipments.quality.services.late_scans import Judged, wording
from shipments.quality.services.posting import post_violations, void_violations
from shipments.rules.edition import Edition
from shipments.rules.lateness import Verdict, verdict
from shipments.services.clocks import RuleBook

Charge = Violation.Charge
Reason = Violation.VoidReason


@dataclass(slots=True)
class Breach:
    """One thing done late or wrongly, as a violation would state it."""

    delay: Delay
    due_at: datetime | None
    done_at: datetime | None
    evidence: dict[str, Any] = field(default_factory=dict)
    problem: ProblemRecord | None = None


@transaction.atomic
def judge_runs(at: datetime, *, limit: int = 500) -> Judged:
    """Post and void the delay and sign-entry violations of up to `limit` runs that wait for judgement.

    Two sweeps may run at once: each run is claimed by one of them.
    writes   violations, fines, ledger; `posted`, `to_judge` of the runs
    """
    # What is only done after `at` is not known yet, unless the day has closed without it.
    told = (Q(delivered_at=None) | Q(delivered_at__lte=at)) & (Q(signed_at=None) | Q(signed_at__lte=at))
    waiting = DeliveryRun.objects.filter(told | Q(clock__runs_closed_at__lte=at), to_judge=True).order_by("pk")
    ids = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
    claimed = list(ids.values_list("pk", flat=True)[:limit])
    if not claimed:
        return Judged(0, 0, 0)
    runs = list(DeliveryRun.objects.filter(pk__in=claimed).select_related("clock").order_by("pk"))
    editions = {pk: edition for pk, _starts_on, edition in RuleBook.read().editions}
    problems, standing = _problems_of(runs), _standing_of(runs)
    due: dict[int, dict[str, Breach]] = {}
    posted, voided = [], 0
    for run in runs:
        due[run.pk] = charges_of(run, problems[run.pk])
        for charge, violation in list(standing[run.pk].items()):
            if not still_holds(violation, run, problems[run.pk], due[run.pk].get(charge)):
                voided += len(void_violations([violation], _reason(violation, run), at=at))
                del standing[run.pk][charge]
        missing = {charge: b for charge, b in due[run.pk].items() if charge not in standing[run.pk]}
        posted += [_violation(run, charge, breach, editions, at=at) for charge, breach in missing.items()]
    _add_scan_facts(posted)
    told = [violation for violation in posted if problems[violation.run_id]]
    post_violations(posted, editions, at=at, issuer=issuers_of(told))
    charged = {v.run_id for v in posted} | {pk for pk, found in standing.items() if found}
    DeliveryRun.objects.filter(pk__in=claimed).update(to_judge=False, posted=False)
    DeliveryRun.objects.filter(pk__in=charged & set(claimed)).update(posted=True)
    _touch(run.clock for run in runs)
    return Judged(len(runs), len(posted), voided)


def _problems_of(runs: Sequence[DeliveryRun]) -> dict[int, list[ProblemRecord]]:
    found: dict[int, list[ProblemRecord]] = defaultdict(list)
    for problem in ProblemRecord.objects.filter(run__in=[run.pk for run in runs], withdrawn=False):
        found[problem.run_id].append(problem)
    return found


def _standing_of(runs: Sequence[DeliveryRun]) -> dict[int, dict[str, Violation]]:
    found: dict[int, dict[str, Violation]] = defaultdict(dict)
    rows = Violation.objects.filter(
        run__in=[run.pk for run in runs], voided_at=None, charge__in=[Charge.DELAY, Charge.SIGN]
    )
    for violation in rows:
        found[violation.run_id][violation.charge] = violation
    return found


def charges_of(run: DeliveryRun, problems: Iterable[ProblemRecord]) -> dict[str, Breach]:
    """What this run is to be charged with: at most one delay, and a late sign entry."""
    if run.dropped:
        return {}
    breaches = [*problem_breaches(problems)]
    charges = {}
    if run.delivers and not run.lifted_at and not run.doubtful:
        breaches += _late_delivery(run)
        if sign := _late_sign(run):
            charges[Charge.SIGN] = sign
    if first := delay_charge(breach.delay for breach in breaches):
        charges[Charge.DELAY] = next(breach for breach in breaches if breach.delay == first)
    return charges


def _late_delivery(run: DeliveryRun) -> list[Breach]:
    clock = run.clock
    if clock.delivery_review:
        return []
    at, evidence = _late(
        run.delivered_at, run.delivered_error_ms, run.delivered_grade, clock.delivery_due_at, clock=clock
    )
    if at is None:
        return []
    return [Breach(Delay(clock.delivery_rule, at), clock.delivery_due_at, run.delivered_at, evidence)]


def _late_sign(run: DeliveryRun) -> Breach | None:
    clock = run.clock
    at, evidence = _late(run.signed_at, run.signed_error_ms, run.signed_grade, clock.sign_due_at, clock=clock)
    if at is None:
        return None
    return Breach(Delay(clock.sign_rule, at), clock.sign_due_at, run.signed_at, evidence)


def _late(
    done_at: datetime | None, error_ms: int, grade: str, due_at: datetime, *, clock: Clock
) -> tuple[datetime | None, dict[str, Any]]:
    """When the lateness was established, or None; and the evidence of it."""
    evidence = {"due_at": due_at, "closes_at": clock.runs_close_at, "never_done": done_at is None}
    if done_at is None:
        return (clock.runs_close_at if clock.runs_closed_at else None), evidence
    error = timedelta(milliseconds=error_ms)
    late = verdict(due_at, done_at - error, done_at + error, grade=grade) is Verdict.LATE
    return (done_at if late else None), evidence | {"occurred_at": done_at, "error_ms": error_ms, "grade": grade}


def problem_breaches(problems: Iterable[ProblemRecord]) -> Iterable[Breach]:
    """Late registration (PR2–PR8) and improper wording (IV1, IV2): both are charged as a delay."""
    for problem in problems:
        if problem.category != ProblemRecord.Category.DAMAGE and problem.timeliness == Verdict.LATE:
            yield _breach(problem, problem.rule)
        if problem.remark in {ProblemRecord.Remark.IV1, ProblemRecord.Remark.IV2}:
            yield _breach(problem, problem.remark)


def _breach(problem: ProblemRecord, rule: str) -> Breach:
    return Breach(
        Delay(rule, problem.registered_at), problem.due_at, problem.registered_at, problem_facts(problem), problem
    )


def problem_facts(problem: ProblemRecord) -> dict[str, Any]:
    """What the evidence keeps of a problem record; the contact and phone stay in the record itself."""
    return {
        "due_at": problem.due_at,
        "never_done": False,
        "occurred_at": problem.registered_at,
        "error_ms": problem.error_ms,
        "grade": problem.grade,
        "event_id": str(problem.event_id),
        "problem": {
            "category": problem.category,
            "occurred_at": problem.occurred_at,
            "occurred_by": problem.occurred_by,
            "matter": problem.matter,
            "missing": problem.missing,
            "phrases": problem.phrases,
            "ruling": problem.ruling,
        },
    }


def still_holds(
    violation: Violation, run: DeliveryRun, problems: Sequence[ProblemRecord], breach: Breach | None
) -> bool:
    """Whether what was charged is still so, even if another breach would be charged first today."""
    if run.dropped:
        return False
    if breach is None:
        return run.doubtful or _unproven(violation, run)
    if violation.rule == breach.delay.rule:
        return True
    return any(one.delay.rule == violation.rule for one in [*problem_breaches(problems), *_late_delivery(run)])


def _unproven(violation: Violation, run: DeliveryRun) -> bool:
    """Later news that is itself not fit for evidence disproves nothing."""
    if run.lifted_at or violation.problem_id:
        return False
    if violation.charge == Charge.SIGN:
        done_at, error_ms, due_at = run.signed_at, run.signed_error_ms, run.clock.sign_due_at
    else:
        done_at, error_ms, due_at = run.delivered_at, run.delivered_error_ms, run.clock.delivery_due_at
    return done_at is not None and done_at + timedelta(milliseconds=error_ms) > due_at


def _reason(violation: Violation, run: DeliveryRun) -> str:
    if run.dropped:
        return Reason.DROPPED
    if run.lifted_at:
        return Reason.LIFTED
    if violation.problem_id:
        return Reason.WITHDRAWN
    done_at = run.signed_at if violation.charge == Charge.SIGN else run.delivered_at
    return Reason.IN_TIME if done_at else Reason.MOVED


def _violation(
    run: DeliveryRun, charge: str, breach: Breach, editions: dict[int, Edition], *, at: datetime
) -> Violation:
    clock = run.clock
    return Violation(
        outlet_id=run.outlet_id,
        waybill_id=run.waybill_id,
        run=run,
        problem=breach.problem,
        charge=charge,
        rule=breach.delay.rule,
        edition_id=clock.edition_id,
        day=clock.day,
        due_at=breach.due_at,
        done_at=breach.done_at,
        found_at=at,
        evidence={
            **wording(editions[clock.edition_id], breach.delay.rule),
            "inputs": clock.inputs,
            "estimated": clock.estimated,
            **breach.evidence,
        },
    )


def _add_scan_facts(violations: Sequence[Violation]) -> None:
    """Put the deciding scan's other two times into the evidence of what was done late."""
    done = [v for v in violations if v.done_at and not v.problem_id]
    masters = dict(
        Piece.objects.filter(waybill_id__in={v.waybill_id for v in done}, kind="master").values_list("waybill_id", "pk")
    )
    scans = ScanEvent.objects.filter(
        piece_id__in=masters.values(), occurred_at__in={v.done_at for v in done}, kind__in=["delivered", "signed"]
    ).order_by("-event_id")
    # Of two scans of one instant the first by id stays: it comes last here.
    facts = {
        (scan.pop("piece_id"), scan.pop("outlet_id"), scan.pop("occurred_at")): scan
        for scan in scans.values("piece_id", "outlet_id", "occurred_at", "device_at", "received_at", "event_id")
    }
    for violation in done:
        violation.evidence |= facts.get((masters[violation.waybill_id], violation.outlet_id, violation.done_at), {})
    add_registration_facts([v for v in violations if v.problem_id])


def add_registration_facts(violations: Sequence[Violation]) -> None:
    """The same for what a problem record is charged with: the times of its registration."""
    records = [violation.problem for violation in violations]
    scans = ScanEvent.objects.filter(
        piece_id__in={r.piece_id for r in records}, occurred_at__in={r.registered_at for r in records}, kind="problem"
    )
    facts = {scan.pop("event_id"): scan for scan in scans.values("event_id", "device_at", "received_at")}
    for violation in violations:
        violation.evidence |= facts.get(violation.problem.event_id, {})


def _touch(clocks: Iterable[Clock]) -> None:
    days = {(clock.outlet_id, clock.day) for clock in clocks}
    DayTouched.objects.bulk_create([DayTouched(outlet_id=outlet, day=day) for outlet, day in sorted(days)])
