"""Problem records: written from their events, judged for time and wording, and what they lift."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime

from crm.shared.bulk import execute
from shipments.models import Clock, DeliveryRun, ProblemRecord
from shipments.rules.deadlines import Due
from shipments.rules.edition import Edition
from shipments.rules.history import Event, RunKey
from shipments.rules.lateness import Verdict
from shipments.rules.problem_outcomes import FOLLOW_UP_WITHIN
from shipments.rules.problem_record import problem_due, problem_verdict
from shipments.rules.problem_remark import Remark, RemarkKind, remark_verdict
from shipments.rules.problem_ruling import settled
from shipments.services.clocks import RuleBook
from shipments.sql import folding as sql

if TYPE_CHECKING:
    from shipments.services.histories import Case

_RULED = ("event_id", "ruling", "proven_false_at")
RunsByKey = Mapping[tuple[int, int, int | None], DeliveryRun]


def judge_problems(cases: Sequence["Case"], runs: RunsByKey) -> None:
    """Write the cases' problem records and what they mean for their runs.

    A valid record in time lifts delivery and sign entry of its run; one under review makes the run doubtful.

    writes   shipments_problemrecord, `lifted_at` and `doubtful` of shipments_deliveryrun
    """
    told = [case for case in cases if case.history.problems]
    ids = [event.event_id for case in told for event, _ in case.history.problems]
    judged = ProblemRecord.objects.filter(event_id__in=ids).exclude(proven_false_at=None, ruling="")
    rulings = {event_id: (ruling, bool(false_at)) for event_id, ruling, false_at in judged.values_list(*_RULED)}
    book = RuleBook.read() if told else RuleBook(())
    records = []
    effects: dict[int, tuple[datetime | None, bool]] = {run.pk: (None, False) for run in runs.values()}
    for case in told:
        for event, key in case.history.problems:
            run = runs.get((case.waybill_id, *key)) if key else None
            record = _record(case, event, key, run=run, book=book)
            ruling, false = rulings.get(event.event_id, ("", False))
            record.remark, record.timeliness = settled(ruling, record.remark, record.timeliness)
            records.append(record)
            if run and event.piece == case.master.pk and not false:
                effects[run.pk] = effect_with(effects[run.pk], record)
    _save(records)
    _withdraw([case.waybill_id for case in cases], standing=ids)
    _lift(runs, effects)


def _lift(runs: RunsByKey, effects: Mapping[int, tuple[datetime | None, bool]]) -> None:
    changed = []
    for run in runs.values():
        if effects[run.pk] != (run.lifted_at, run.doubtful):
            run.lifted_at, run.doubtful = effects[run.pk]
            changed.append((run.pk, run.lifted_at, run.doubtful))
    execute(sql.LIFT_RUNS, ("run_id", "lifted_at", "doubtful"), changed)


def effect_with(effect: tuple[datetime | None, bool], record: ProblemRecord) -> tuple[datetime | None, bool]:
    """(lifted_at, doubtful) of a run with one more of its master's records, which nobody has proved false."""
    lifted_at, doubtful = effect
    in_time = record.timeliness == Verdict.MET
    if record.remark == RemarkKind.VALID and in_time:
        return (min(lifted_at or record.registered_at, record.registered_at), doubtful)
    unclear = {record.remark == RemarkKind.REVIEW and in_time, record.timeliness == Verdict.REVIEW}
    improper = record.remark in {RemarkKind.IV1, RemarkKind.IV2}
    return (lifted_at, doubtful or (True in unclear and not improper))


def _record(
    case: "Case", event: Event, key: RunKey | None, *, run: DeliveryRun | None, book: RuleBook
) -> ProblemRecord:
    told = dict((event.detail or {}).get("problem") or {})
    occurred_at = parse_datetime(told["occurred_at"]) if told.get("occurred_at") else None
    clock = _clock(case, event, key)
    edition = _edition(clock, event, book)
    remark = remark_verdict(
        edition,
        Remark(
            occurred_at,
            told.get("contact", ""),
            told.get("phone", ""),
            told.get("matter", ""),
            tuple(piece.number for piece in case.pieces),
        ),
    )
    record = ProblemRecord(
        event_id=event.event_id,
        waybill_id=case.waybill_id,
        piece_id=event.piece,
        outlet_id=event.outlet,
        run=run,
        clock=clock,
        category=told.get("category", "other"),
        reason_id=told.get("reason") or None,
        occurred_at=occurred_at,
        contact=told.get("contact", ""),
        phone=told.get("phone", ""),
        matter=told.get("matter", ""),
        registered_at=event.occurred_at,
        error_ms=event.error_ms,
        grade=event.grade,
        remark=str(remark.kind),
        missing=list(remark.missing),
        phrases=list(remark.phrases),
        follow_up_at=event.occurred_at + FOLLOW_UP_WITHIN,
    )
    if clock:
        _time(record, _due(case, event, clock, edition=edition, category=record.category))
    return record


def _time(record: ProblemRecord, due: Due) -> None:
    record.due_at, record.rule, record.occurred_by = due.due_at, due.rule, due.occurred_by
    error = timedelta(milliseconds=record.error_ms)
    record.timeliness = problem_verdict(
        due,
        record.registered_at - error,
        record.registered_at + error,
        occurred_at=record.occurred_at,
        grade=record.grade,
    )


def _clock(case: "Case", event: Event, key: RunKey | None) -> Clock | None:
    """The run's clock; for a piece that came on its own, the clock it came by."""
    if key:
        return case.clock_of_run(*key)
    came = [visit for visit in case.clocks if visit[:2] == (event.piece, event.outlet)]
    return case.clocks[came[-1]] if came else None


def _edition(clock: Clock | None, event: Event, book: RuleBook) -> Edition:
    if clock:
        return book.edition(clock.edition_id)[1]
    return book.in_force_at(event.occurred_at)[1]


def _due(case: "Case", event: Event, clock: Clock, *, edition: Edition, category: str) -> Due:
    scan = case.history.arrivals.get((event.piece, event.outlet, clock.trip_id))
    frozen = {name: _frozen(told) for name, told in clock.problem_dues.items()}
    return problem_due(edition, category, **frozen, scanned_at=scan.at if scan else clock.arrival_due_at)


def _frozen(told: Mapping[str, Any]) -> Due:
    occurred_by = parse_datetime(told["occurred_by"]) if told["occurred_by"] else None
    return Due(parse_datetime(told["due_at"]), told["rule"], review=told["review"], occurred_by=occurred_by)


def _save(records: list[ProblemRecord]) -> None:
    for record in records:
        record.to_judge, record.withdrawn = True, False
    judged = ["run", "clock", "due_at", "rule", "occurred_by", "timeliness", "remark", "missing", "phrases"]
    ProblemRecord.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["event_id"],
        update_fields=[*judged, "to_judge", "withdrawn"],
    )


def _withdraw(waybill_ids: list[int], *, standing: list[object]) -> None:
    """Records whose event was taken back stay readable, but count for nothing."""
    gone = ProblemRecord.objects.filter(waybill_id__in=waybill_ids, withdrawn=False).exclude(event_id__in=standing)
    gone.update(withdrawn=True, to_judge=True)
