"""Folding whole waybills afresh from their events: for everything that ingest's one-statement path cannot say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, Min

from crm.shared.bulk import execute
from outlets.models import Outlet
from shipments.models import (
    ArrivalToJudge,
    Clock,
    DayTouched,
    DeliveryRun,
    LineHaulTrip,
    Piece,
    PieceArrival,
    ProblemRecord,
    ScanEvent,
    Waybill,
)
from shipments.rules.history import Event, History, TripFacts, Visit
from shipments.services.clocks import clocks_of_scans, shift_by_hour
from shipments.services.problems import judge_problems
from shipments.sql import folding as sql


@dataclass(slots=True)
class Case:
    """One waybill with its folded history and the clocks of its visits."""

    waybill_id: int
    destination_id: int
    pieces: list[Piece]
    history: History
    clocks: dict[Visit, Clock]

    @property
    def master(self) -> Piece:
        return next(piece for piece in self.pieces if piece.kind == Piece.Kind.MASTER)

    def clock_of_run(self, outlet: int, trip: int | None) -> Clock:
        return self.clocks[self.master.pk, outlet, trip]


def refold(waybill_ids: Collection[int]) -> None:
    """Bring arrivals, runs, problem records and piece states in line with all events of these waybills.

    Call it inside the transaction that locked their pieces. What no longer follows from the events is marked
    dropped, never deleted, so that the sweep can reverse what was charged for it.

    writes   shipments_piecearrival, …_arrivaltojudge, …_deliveryrun, …_problemrecord, …_piece, …_clock, …_daytouched
    """
    cases = _cases(sorted(waybill_ids))
    _write_arrivals(cases)
    runs = _write_runs(cases)
    _write_states(cases)
    judge_problems(cases, runs)
    touched = {(clock.outlet_id, clock.day) for case in cases for clock in case.clocks.values()}
    DayTouched.objects.bulk_create([DayTouched(outlet_id=outlet, day=day) for outlet, day in sorted(touched)])


def rejudge_problems_of_clock(clock: Clock) -> None:
    """After a clock has moved, the problem records judged by it are judged again."""
    ids = ProblemRecord.objects.filter(clock=clock).values_list("waybill_id", flat=True).distinct()
    if waybills := list(ids):
        refold(waybills)


def _cases(waybill_ids: list[int]) -> list[Case]:
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for piece in Piece.objects.filter(waybill_id__in=waybill_ids).order_by("id"):
        pieces[piece.waybill_id].append(piece)
    events = _events_of([piece for group in pieces.values() for piece in group])
    trips = _trips_of(events)
    destinations = dict(Waybill.objects.filter(pk__in=waybill_ids).values_list("pk", "destination_id"))
    histories = {
        waybill: History.of(
            [(piece.pk, piece.kind) for piece in group],
            [event for piece in group for event in events[piece.pk]],
            trips=trips,
        )
        for waybill, group in pieces.items()
    }
    clocks = _clocks_of(histories.values())
    return [
        Case(waybill, destinations[waybill], pieces[waybill], history, {v: clocks[v] for v in history.arrivals})
        for waybill, history in histories.items()
    ]


def _events_of(pieces: list[Piece]) -> dict[int, list[Event]]:
    """All events of these pieces. The bounds keep the read to the partitions that hold them."""
    found: dict[int, list[Event]] = defaultdict(list)
    ids = [piece.pk for piece in pieces]
    span = Piece.objects.filter(pk__in=ids).aggregate(low=Min("seen_from"), high=Max("seen_until"))
    if span["low"] is None:
        return found
    rows = ScanEvent.objects.filter(piece_id__in=ids, occurred_at__range=(span["low"], span["high"])).values_list(
        "event_id", "piece_id", "kind", "outlet_id", "trip_id", "occurred_at", "error_ms", "grade", "corrects", "detail"
    )
    for event_id, piece, kind, outlet, trip, occurred_at, error_ms, grade, corrects, detail in rows:
        shift = (detail or {}).get("shift", "")
        found[piece].append(
            Event(event_id, piece, kind, outlet, trip, occurred_at, error_ms, grade, shift, corrects, detail)
        )
    return found


def _trips_of(events: Mapping[int, list[Event]]) -> dict[int, TripFacts]:
    ids = {event.trip for group in events.values() for event in group if event.trip}
    return {
        trip.pk: TripFacts(trip.outlet_id, trip.unloaded_at or trip.arrived_at or trip.planned_at)
        for trip in LineHaulTrip.objects.filter(pk__in=ids)
    }


def _clocks_of(histories: Iterable[History]) -> dict[Visit, Clock]:
    """The clock of every visit: its trip's, or one that starts with the scan itself."""
    visits = {visit: (scan, h.shifts.get(visit, "")) for h in histories for visit, scan in h.arrivals.items()}
    by_trip = {
        clock.trip_id: clock for clock in Clock.objects.filter(trip_id__in={trip for _, _, trip in visits if trip})
    }
    loose = {visit: told for visit, told in visits.items() if visit[2] is None}
    outlets = Outlet.objects.in_bulk({outlet for _, outlet, _ in loose})
    by_scan = clocks_of_scans({(outlets[visit[1]], shift, scan.at) for visit, (scan, shift) in loose.items()})
    return {
        visit: by_trip[visit[2]] if visit[2] else by_scan[visit[1], shift or shift_by_hour(scan.at), scan.at]
        for visit, (scan, shift) in visits.items()
    }


def _write_arrivals(cases: list[Case]) -> None:
    standing = set()
    rows = []
    for case in cases:
        for visit, scan in case.history.arrivals.items():
            piece, outlet, trip = visit
            standing.add(visit)
            row = PieceArrival(piece_id=piece, outlet_id=outlet, trip_id=trip, clock=case.clocks[visit], dropped=False)
            if scan:
                row.scanned_at, row.scan_error_ms, row.scan_grade = scan.at, scan.error_ms, scan.grade
            rows.append(row)
    PieceArrival.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["piece", "outlet", "trip"],
        update_fields=["clock", "scanned_at", "scan_error_ms", "scan_grade", "dropped"],
    )
    kept = PieceArrival.objects.filter(piece_id__in=[piece.pk for case in cases for piece in case.pieces])
    gone = [
        pk
        for pk, *visit in kept.filter(dropped=False).values_list("pk", "piece_id", "outlet_id", "trip_id")
        if tuple(visit) not in standing
    ]
    PieceArrival.objects.filter(pk__in=gone).update(dropped=True)
    ArrivalToJudge.objects.bulk_create(ArrivalToJudge(arrival_id=pk) for pk in [*(row.pk for row in rows), *gone])


def _write_runs(cases: list[Case]) -> dict[tuple[int, int, int | None], DeliveryRun]:
    """The runs by (waybill, outlet, trip), as they stand now."""
    codes = _codes({code for case in cases for code in case.history.forwarded})
    rows = []
    for case in cases:
        onward = {codes[code] for code in case.history.forwarded if code in codes}
        for (outlet, trip), run in case.history.runs.items():
            row = DeliveryRun(
                waybill_id=case.waybill_id,
                outlet_id=outlet,
                trip_id=trip,
                clock=case.clock_of_run(outlet, trip),
                delivers=outlet == case.destination_id or outlet in onward,
                out_at=run.out_at,
                to_judge=True,
                dropped=False,
            )
            if run.delivered:
                row.delivered_at, row.delivered_error_ms = run.delivered.at, run.delivered.error_ms
                row.delivered_grade = run.delivered.grade
            if run.signed:
                row.signed_at, row.signed_error_ms = run.signed.at, run.signed.error_ms
                row.signed_grade = run.signed.grade
            rows.append(row)
    facts = ["out_at", "delivered_at", "delivered_error_ms", "delivered_grade"]
    facts += ["signed_at", "signed_error_ms", "signed_grade"]
    DeliveryRun.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["waybill", "outlet", "trip"],
        update_fields=["clock", "delivers", *facts, "to_judge", "dropped"],
    )
    standing = {(row.waybill_id, row.outlet_id, row.trip_id) for row in rows}
    found = {
        (run.waybill_id, run.outlet_id, run.trip_id): run
        for run in DeliveryRun.objects.filter(waybill_id__in=[case.waybill_id for case in cases])
    }
    gone = [run.pk for key, run in found.items() if key not in standing and not run.dropped]
    DeliveryRun.objects.filter(pk__in=gone).update(dropped=True, to_judge=True)
    return {key: run for key, run in found.items() if key in standing}


def _codes(codes: set[str]) -> dict[str, int]:
    return dict(Outlet.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def _write_states(cases: list[Case]) -> None:
    changed = []
    for case in cases:
        for piece in case.pieces:
            event = case.history.states[piece.pk].event
            told = (event.kind, event.occurred_at, event.event_id, event.outlet) if event else ("", None, None, None)
            if told != (piece.state, piece.state_at, piece.state_event, piece.state_outlet_id) or not piece.irregular:
                piece.state, piece.state_at, piece.state_event, piece.state_outlet_id = told
                piece.irregular = True
                changed.append((piece.pk, *told))
    execute(sql.WRITE_STATES, ("piece_id", "state", "state_at", "state_event", "state_outlet_id"), changed)
