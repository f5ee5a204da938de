"""Problem records tried under another edition: their wording and time judged anew, and what that does to their runs.

Runs with problem records are few. They are judged by the very functions of the sweep, on copies that are never saved.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from shipments.models import Clock, DeliveryRun, Piece, PieceArrival, ProblemRecord
from shipments.quality.models import Violation
from shipments.quality.services.problems import charges_of_record
from shipments.quality.services.runs import Breach, charges_of, still_holds
from shipments.quality.services.tried_clocks import Scope, TriedClock
from shipments.rules.deadlines import Due, problem_damage
from shipments.rules.edition import Edition
from shipments.rules.problem_record import problem_verdict
from shipments.rules.problem_remark import Remark, remark_verdict
from shipments.rules.problem_ruling import settled
from shipments.services.clocks import ZONE, RuleBook
from shipments.services.problems import effect_with

Category = ProblemRecord.Category
#: What a remark is judged by.
_WORDING = ("banned_phrases", "filler_words", "empty_answers", "phone_digits", "matter_letters")
#: Charges whose violations stand once a run.
_OF_RUN = (Violation.Charge.DELAY, Violation.Charge.SIGN)


@dataclass(frozen=True, slots=True)
class TriedFine:
    """One fine under the edition in force, under the one tried, or under both. Rules are "" where there is none.

    edition    the number of the one that was in force
    duty       key of the duty or record
    """

    charge: str
    outlet: int
    day: date
    edition: int
    was_rule: str
    rule: str
    count: int = 1
    duty: int = 0
    number: str = ""
    was_due: datetime | None = None
    due: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Trial:
    """What records are tried by. `numbers` are read only where the wording of the two editions differs."""

    edition: Edition
    book: RuleBook
    clocks: Mapping[int, TriedClock]
    scanned_at: Mapping[tuple[int, int], datetime | None]
    numbers: Mapping[int, tuple[str, ...]]

    def edition_of(self, record: ProblemRecord) -> Edition:
        if record.clock:
            return self.book.edition(record.clock.edition_id)[1]
        return self.book.in_force_at(record.registered_at)[1]


def tried_problem_fines(edition: Edition, clocks: Mapping[int, TriedClock], scope: Scope) -> Iterator[TriedFine]:
    """The fines of all runs that have a problem record, and of the records themselves."""
    records = _records(list(clocks), scope)
    if not records:
        return
    trial = _trial(edition, clocks, records)
    tried = {record.pk: _tried_record(record, trial) for record in records}
    standing = _standing(records)
    of_run: dict[int, list[ProblemRecord]] = defaultdict(list)
    for record in records:
        if record.run_id:
            of_run[record.run_id].append(record)
        yield from _own_fines(record, tried[record.pk], standing[None, record.pk], trial)
    for run_id, told in of_run.items():
        again = [tried[record.pk] for record in told]
        yield from _run_fines(told, again, standing[run_id, None], trial)


def _records(clock_ids: list[int], scope: Scope) -> list[ProblemRecord]:
    rows = ProblemRecord.objects.filter(withdrawn=False).select_related("run__clock", "clock", "piece", "waybill")
    found = [*rows.filter(run__clock__in=clock_ids), *rows.filter(run=None, clock__in=clock_ids)]
    return [*found, *_without_clock(rows, scope)]


def _without_clock(rows: QuerySet[ProblemRecord], scope: Scope) -> QuerySet[ProblemRecord]:
    since = datetime.combine(scope.since, datetime.min.time(), ZONE)
    until = datetime.combine(scope.until + timedelta(days=1), datetime.min.time(), ZONE)
    rows = rows.filter(run=None, clock=None, registered_at__gte=since, registered_at__lt=until)
    return rows if scope.outlet is None else rows.filter(outlet=scope.outlet)


def _trial(edition: Edition, clocks: Mapping[int, TriedClock], records: Sequence[ProblemRecord]) -> _Trial:
    damaged = [record for record in records if record.category == Category.DAMAGE and record.clock_id]
    pieces, of_clocks = ({getattr(record, name) for record in damaged} for name in ("piece_id", "clock_id"))
    scans = PieceArrival.objects.filter(piece__in=pieces, clock__in=of_clocks)
    scanned_at = {(piece, clock): at for piece, clock, at in scans.values_list("piece", "clock", "scanned_at")}
    trial = _Trial(edition, RuleBook.read(), clocks, scanned_at, {})
    worded = {r.waybill_id for r in records if not _worded_alike(edition, trial.edition_of(r))}
    numbers: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for waybill, number in Piece.objects.filter(waybill__in=worded).values_list("waybill", "number"):
        numbers[waybill] += (number,)
    return _Trial(edition, trial.book, clocks, scanned_at, numbers)


def _worded_alike(one: Edition, other: Edition) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _WORDING)


def _tried_record(record: ProblemRecord, trial: _Trial) -> ProblemRecord:
    """The record as it would be: its remark, deadline and timeliness."""
    tried = copy(record)
    if record.waybill_id in trial.numbers:
        words = Remark(
            record.occurred_at, record.contact, record.phone, record.matter, trial.numbers[record.waybill_id]
        )
        tried.remark = str(remark_verdict(trial.edition, words).kind)
    if record.clock and (clock := trial.clocks.get(record.clock_id)):
        due = _due(record, clock, trial)
        error = timedelta(milliseconds=record.error_ms)
        tried.due_at, tried.rule, tried.occurred_by = due.due_at, due.rule, due.occurred_by
        tried.timeliness = problem_verdict(
            due,
            record.registered_at - error,
            record.registered_at + error,
            occurred_at=record.occurred_at,
            grade=record.grade,
        )
    tried.remark, tried.timeliness = settled(record.ruling, tried.remark, tried.timeliness)
    return tried


def _due(record: ProblemRecord, clock: TriedClock, trial: _Trial) -> Due:
    if record.category == Category.DAMAGE:
        scanned_at = trial.scanned_at.get((record.piece_id, record.clock_id))
        return problem_damage(trial.edition, scanned_at or clock.due.arrival_scan.due_at)
    return clock.due.problem_transfer if record.category == Category.TRANSFER else clock.due.problem_delivery


Standing = Mapping[str, Violation]


def _standing(records: Sequence[ProblemRecord]) -> Mapping[tuple[int | None, int | None], dict[str, Violation]]:
    """Violations by (run, None) or (None, record), then by charge."""
    found: dict[tuple[int | None, int | None], dict[str, Violation]] = defaultdict(dict)
    runs = {record.run_id for record in records if record.run_id}
    for violation in Violation.objects.filter(run__in=runs, voided_at=None, charge__in=_OF_RUN):
        found[violation.run_id, None][violation.charge] = violation
    for violation in Violation.objects.filter(problem__in=[record.pk for record in records], voided_at=None):
        if violation.run_id is None or violation.charge not in _OF_RUN:
            found[None, violation.problem_id][violation.charge] = violation
    return found


def _own_fines(record: ProblemRecord, tried: ProblemRecord, standing: Standing, trial: _Trial) -> Iterator[TriedFine]:
    was, is_now = dict(charges_of_record(record)), dict(charges_of_record(tried))
    # What stands keeps the rule it was found by, as long as it is charged at all.
    was |= {charge: violation.rule for charge, violation in standing.items() if charge in was}
    made = partial(_fine, record, day=_day(record), edition=trial.edition_of(record).number)
    for charge in was | is_now:
        dues = (record.due_at, tried.due_at) if charge != Violation.Charge.FALSE else (None, None)
        yield made(charge, was.get(charge, ""), is_now.get(charge, ""), dues=dues, done_at=record.registered_at)


def _run_fines(
    records: Sequence[ProblemRecord], tried: Sequence[ProblemRecord], standing: Standing, trial: _Trial
) -> Iterator[TriedFine]:
    run = records[0].run
    clock = trial.clocks[run.clock_id]
    run_tried = _tried_run(run, clock, tried)
    was, is_now = _rules(run, records, standing), _rules(run_tried, tried, standing, like=charges_of(run, records))
    made = partial(_fine, records[0], day=run.clock.day, edition=trial.book.edition(run.clock.edition_id)[1].number)
    for charge in was | is_now:
        rule, due, done_at = was.get(charge, ("", None, None))
        rule_now, due_now, done_now = is_now.get(charge, ("", None, None))
        yield made(charge, rule, rule_now, dues=(due, due_now), done_at=done_at or done_now, duty=run.pk)


def _tried_run(run: DeliveryRun, clock: TriedClock, records: Iterable[ProblemRecord]) -> DeliveryRun:
    tried, effect = copy(run), (None, False)
    for record in records:
        if record.piece.kind == Piece.Kind.MASTER and record.proven_false_at is None:
            effect = effect_with(effect, record)
    tried.lifted_at, tried.doubtful = effect
    tried.clock = _tried_clock(run.clock, clock)
    return tried


def _tried_clock(clock: Clock, tried: TriedClock) -> Clock:
    again, due = copy(clock), tried.due
    again.delivery_due_at, again.delivery_rule = due.delivery.due_at, due.delivery.rule
    again.delivery_review = due.delivery.review
    again.sign_due_at, again.sign_rule = due.sign_entry.due_at, due.sign_entry.rule
    again.runs_close_at = tried.runs_close_at
    again.runs_closed_at = tried.runs_close_at if clock.started and tried.runs_over else None
    return again


def _rules(
    run: DeliveryRun,
    records: Sequence[ProblemRecord],
    standing: Standing,
    *,
    like: Mapping[str, Breach] | None = None,
) -> dict[str, tuple[str, datetime | None, datetime | None]]:
    """(rule, due, done) by charge, as the sweep would leave them.

    like    what the sweep would charge in truth: where the trial charges otherwise, what stands says nothing of it
    """
    due = charges_of(run, records)
    found = {charge: (breach.delay.rule, breach.due_at, breach.done_at) for charge, breach in due.items()}
    for charge, violation in standing.items():
        breach = due.get(charge)
        other = breach is not None and like is not None and like.get(charge) != breach
        if not other and still_holds(violation, run, records, breach):
            found[charge] = (violation.rule, violation.due_at, violation.done_at)
    return found


def _fine(
    record: ProblemRecord,
    charge: str,
    was_rule: str,
    rule: str,
    *,
    day: date,
    edition: int,
    dues: tuple[datetime | None, datetime | None],
    done_at: datetime | None,
    duty: int | None = None,
) -> TriedFine:
    outlet, number = record.outlet_id, record.waybill.number
    return TriedFine(charge, outlet, day, edition, was_rule, rule, 1, duty or record.pk, number, *dues, done_at)


def _day(record: ProblemRecord) -> date:
    return record.clock.day if record.clock else record.registered_at.astimezone(ZONE).date()
