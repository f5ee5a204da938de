"""What a waybill's scan events add up to: who had which piece when, and which duties were done.

Pure. The answer depends on the set of events alone, never on the order in which they came in. Ingest updates
ordinary waybills in SQL with the same comparisons (`shipments/sql/ingest.py`); whatever is out of the ordinary —
problems, withdrawals, arrivals without a trip, duties done before their clock is known — is folded here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

#: Kinds that tell where a piece is, in the order they follow each other within one instant.
TELLING = (
    "pickup",
    "departure",
    "arrival",
    "out_for_delivery",
    "hold",
    "problem",
    "delivered",
    "signed",
    "returned",
    "forwarded",
)
RANK = {kind: rank for rank, kind in enumerate(TELLING)}

#: A scan without a trip belongs to the trip that came in most recently, or is expected within this time.
EXPECTED_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Event:
    event_id: UUID
    piece: int
    kind: str
    outlet: int
    trip: int | None
    occurred_at: datetime
    error_ms: int
    grade: str
    shift: str = ""
    corrects: UUID | None = None
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The one event that counts as the doing of a duty: the earliest whose time can be believed at all."""

    at: datetime
    error_ms: int
    grade: str

    def better_than(self, other: "Done | None") -> bool:
        return other is None or self.key < other.key

    @property
    def key(self) -> tuple[bool, datetime, int, str]:
        return (self.grade == "D", self.at, self.error_ms, self.grade)


@dataclass(frozen=True, slots=True)
class TripFacts:
    """
    outlet   where the trip goes
    start    when it was unloaded, else arrived, else is planned
    """

    outlet: int
    start: datetime


Visit = tuple[int, int, int | None]  # piece, outlet, trip
RunKey = tuple[int, int | None]  # outlet, trip


@dataclass(slots=True)
class Run:
    out_at: datetime | None = None
    delivered: Done | None = None
    signed: Done | None = None


@dataclass(slots=True)
class State:
    """Where a piece was last seen, and the span of all its events."""

    event: Event | None = None
    seen_from: datetime | None = None
    seen_until: datetime | None = None

    def see(self, event: Event) -> None:
        self.seen_from = min(self.seen_from or event.occurred_at, event.occurred_at)
        self.seen_until = max(self.seen_until or event.occurred_at, event.occurred_at)

    def tell(self, event: Event) -> None:
        if event.kind in RANK and (self.event is None or telling_key(event) > telling_key(self.event)):
            self.event = event


def telling_key(event: Event) -> tuple[datetime, int, UUID]:
    return (event.occurred_at, RANK[event.kind], event.event_id)


@dataclass(slots=True)
class History:
    """
    arrivals     scan of each piece at each outlet and trip, None while it is only expected
    runs         what was done for the waybill at each outlet and trip
    problems     each standing problem event with the run it belongs to, if any
    withdrawn    ids of the events that another event took back
    forwarded    codes of the outlets the waybill was sent on to: they deliver it instead
    """

    arrivals: dict[Visit, Done | None] = field(default_factory=dict)
    shifts: dict[Visit, str] = field(default_factory=dict)
    runs: dict[RunKey, Run] = field(default_factory=dict)
    problems: list[tuple[Event, RunKey | None]] = field(default_factory=list)
    withdrawn: set[UUID] = field(default_factory=set)
    forwarded: set[str] = field(default_factory=set)
    states: dict[int, State] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        pieces: Sequence[tuple[int, str]],
        events: Iterable[Event],
        *,
        trips: Mapping[int, TripFacts],
    ) -> Self:
        """
        pieces   (id, kind) of all the waybill's pieces
        trips    every trip the events mention
        """
        history = cls(states={piece: State() for piece, _ in pieces})
        kinds = dict(pieces)
        master = next((piece for piece, kind in pieces if kind == "master"), None)
        standing = history._standing(events)
        history._arrive(standing, trips=trips)
        starts = history._start_runs(master, trips=trips)
        for event in standing:
            history._do(event, kinds[event.piece], starts=starts)
        return history

    def _standing(self, events: Iterable[Event]) -> list[Event]:
        """All events but the withdrawn ones and the withdrawals, oldest first."""
        events = sorted(events, key=lambda e: (e.occurred_at, RANK.get(e.kind, -1), e.event_id))
        self.withdrawn = {event.corrects for event in events if event.corrects}
        for event in events:
            self.states[event.piece].see(event)
        standing = [e for e in events if e.event_id not in self.withdrawn and e.kind != "void"]
        for event in standing:
            self.states[event.piece].tell(event)
        return standing

    def _arrive(self, standing: Sequence[Event], *, trips: Mapping[int, TripFacts]) -> None:
        for event in standing:
            if event.kind == "departure" and event.trip:
                self.arrivals.setdefault((event.piece, trips[event.trip].outlet, event.trip), None)
        for event in (e for e in standing if e.kind == "arrival" and e.trip):
            self._scan((event.piece, event.outlet, event.trip), event)
        for event in (e for e in standing if e.kind == "arrival" and not e.trip):
            place = (event.piece, event.outlet)
            here = [trip for piece, outlet, trip in self.arrivals if (piece, outlet) == place and trip]
            trip = _trip_of_scan(event.occurred_at, here, trips=trips)
            self._scan((*place, trip), event)

    def _scan(self, visit: Visit, event: Event) -> None:
        done = Done(event.occurred_at, event.error_ms, event.grade)
        if done.better_than(self.arrivals.get(visit)):
            self.arrivals[visit] = done
            self.shifts[visit] = event.shift

    def _start_runs(self, master: int | None, *, trips: Mapping[int, TripFacts]) -> dict[RunKey, datetime]:
        starts = {}
        for (piece, outlet, trip), scan in self.arrivals.items():
            if piece == master:
                self.runs[outlet, trip] = Run()
                starts[outlet, trip] = trips[trip].start if trip else scan.at
        return starts

    def _do(self, event: Event, piece_kind: str, *, starts: Mapping[RunKey, datetime]) -> None:
        if event.kind == "forwarded" and (onward := (event.detail or {}).get("next_stop")):
            self.forwarded.add(onward)
        if event.kind == "problem":
            self.problems.append((event, _run_at(event, starts)))
        if piece_kind != "master" or (key := _run_at(event, starts)) is None:
            return
        run = self.runs[key]
        done = Done(event.occurred_at, event.error_ms, event.grade)
        if event.kind == "out_for_delivery":
            run.out_at = min(run.out_at or event.occurred_at, event.occurred_at)
        # A signature without an earlier delivery stands for both.
        if event.kind in {"delivered", "signed"} and done.better_than(run.delivered):
            run.delivered = done
        if event.kind == "signed" and done.better_than(run.signed):
            run.signed = done


def _trip_of_scan(at: datetime, here: Sequence[int], *, trips: Mapping[int, TripFacts]) -> int | None:
    """The trip that a scan without a trip belongs to, among those known to bring the piece to that outlet."""
    if not here:
        return None
    ordered = sorted(here, key=lambda trip: (trips[trip].start, trip))
    come = [trip for trip in ordered if trips[trip].start <= at + EXPECTED_WITHIN]
    return come[-1] if come else ordered[0]


def _run_at(event: Event, starts: Mapping[RunKey, datetime]) -> RunKey | None:
    """The run an act at an outlet belongs to: the last one begun there by then, else the first."""
    here = sorted((start, key[1] or 0, key) for key, start in starts.items() if key[0] == event.outlet)
    if not here:
        return None
    begun = [key for start, _, key in here if start <= event.occurred_at]
    return begun[-1] if begun else here[0][2]
