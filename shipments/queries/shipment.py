"""Reads of a shipment that pages and the API share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shipments.models import Clock, DeliveryRun, Piece, PieceArrival, ProblemRecord, ScanEvent, Waybill
from shipments.rules.lateness import Verdict, undone_verdict, verdict


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a waybill as it stands at an instant.

    kind       arrival_scan, delivery, sign_entry or problem
    piece      number of the piece, for duties that are a piece's own
    run        1 for the waybill's first run, 2 for its second …
    state      open, met, late, excused (lifted by a valid problem record) or review
    clock      where the deadline comes from; None for a problem at an outlet where nothing arrived
    """

    kind: str
    piece: str | None
    outlet: str
    run: int
    due_at: datetime | None
    done_at: datetime | None
    state: str
    rule: str
    edition: int | None
    clock: Clock | None


def events_of(waybill: Waybill) -> list[ScanEvent]:
    """All scan events of the waybill's pieces, oldest first, with their outlet, trip and piece."""
    pieces = list(waybill.pieces.all())
    since = [piece.seen_from for piece in pieces if piece.seen_from]
    until = [piece.seen_until for piece in pieces if piece.seen_until]
    if not since:
        return []
    return list(
        ScanEvent.objects.filter(piece__in=pieces, occurred_at__range=(min(since), max(until)))
        .select_related("outlet", "trip", "piece")
        .order_by("occurred_at", "received_at", "event_id")
    )


def duties_of(waybill: Waybill, at: datetime) -> list[Duty]:
    """Every duty of the waybill and its state at `at`, by run, then by due time."""
    runs = _runs_of(waybill)
    numbers = {run.clock_id: number for number, run in enumerate(runs, 1)}
    numbers |= {(run.outlet_id, run.trip_id): number for number, run in enumerate(runs, 1)}
    duties = [_arrival_duty(arrival, numbers) for arrival in _arrivals_of(waybill)]
    for run in runs:
        if run.delivers:
            duties += _run_duties(run, numbers[run.clock_id])
    duties += [_problem_duty(problem, numbers) for problem in _problems_of(waybill)]
    far = at + timedelta(days=36500)
    return sorted(duties, key=lambda duty: (duty.run, duty.due_at or far))


def _runs_of(waybill: Waybill) -> list[DeliveryRun]:
    runs = waybill.runs.filter(dropped=False).select_related("clock__edition", "outlet")
    return sorted(runs, key=lambda run: (run.clock.received_at, run.pk))


def _arrivals_of(waybill: Waybill) -> Iterable[PieceArrival]:
    return (
        PieceArrival.objects.filter(piece__in=Piece.objects.filter(waybill=waybill), dropped=False)
        .select_related("clock__edition", "outlet", "piece")
        .order_by("pk")
    )


def _problems_of(waybill: Waybill) -> Iterable[ProblemRecord]:
    return waybill.problems.filter(withdrawn=False).select_related("clock__edition", "outlet", "piece")


def _arrival_duty(arrival: PieceArrival, numbers: dict[object, int]) -> Duty:
    clock = arrival.clock
    return Duty(
        kind="arrival_scan",
        piece=arrival.piece.number,
        outlet=arrival.outlet.code,
        run=numbers.get((arrival.outlet_id, arrival.trip_id), 1),
        due_at=clock.arrival_due_at,
        done_at=arrival.scanned_at,
        state=arrival_state(arrival),
        rule=clock.arrival_rule,
        edition=clock.edition.number,
        clock=clock,
    )


def _run_duties(run: DeliveryRun, number: int) -> list[Duty]:
    clock = run.clock
    return [
        Duty(kind, None, run.outlet.code, number, due_at, done_at, state, rule, clock.edition.number, clock)
        for kind, due_at, done_at, state, rule in (
            ("delivery", clock.delivery_due_at, run.delivered_at, delivery_state(run), clock.delivery_rule),
            ("sign_entry", clock.sign_due_at, run.signed_at, sign_state(run), clock.sign_rule),
        )
    ]


def _problem_duty(problem: ProblemRecord, numbers: dict[object, int]) -> Duty:
    clock = problem.clock
    state = problem.timeliness or Verdict.MET
    if state == Verdict.MET and problem.remark != ProblemRecord.Remark.VALID:
        state = Verdict.REVIEW if problem.remark == ProblemRecord.Remark.REVIEW else Verdict.LATE
    return Duty(
        kind="problem",
        piece=problem.piece.number,
        outlet=problem.outlet.code,
        run=numbers.get(problem.clock_id, 1),
        due_at=problem.due_at,
        done_at=problem.registered_at,
        state=str(state),
        rule=problem.rule or problem.remark,
        edition=clock.edition.number if clock else None,
        clock=clock,
    )


def arrival_state(arrival: PieceArrival) -> str:
    clock = arrival.clock
    return duty_state(
        clock.arrival_due_at,
        arrival.scanned_at,
        error_ms=arrival.scan_error_ms,
        grade=arrival.scan_grade,
        closed=clock.arrivals_closed_at is not None,
    )


def delivery_state(run: DeliveryRun) -> str:
    clock = run.clock
    return duty_state(
        clock.delivery_due_at,
        run.delivered_at,
        error_ms=run.delivered_error_ms,
        grade=run.delivered_grade,
        closed=clock.runs_closed_at is not None,
        review=clock.delivery_review or run.doubtful,
        lifted=run.lifted_at is not None,
    )


def sign_state(run: DeliveryRun) -> str:
    clock = run.clock
    return duty_state(
        clock.sign_due_at,
        run.signed_at,
        error_ms=run.signed_error_ms,
        grade=run.signed_grade,
        closed=clock.runs_closed_at is not None,
        review=run.doubtful,
        lifted=run.lifted_at is not None,
    )


def duty_state(
    due_at: datetime,
    done_at: datetime | None,
    *,
    error_ms: int = 0,
    grade: str = "",
    closed: bool = False,
    review: bool = False,
    lifted: bool = False,
) -> str:
    """The state of a duty: what was never done is late once its monitor day has closed, and open until then."""
    if lifted:
        return "excused"
    if done_at is None:
        return str(undone_verdict(closed=closed, review=review))
    error = timedelta(milliseconds=error_ms)
    return str(verdict(due_at, done_at - error, done_at + error, grade=grade, review=review))
