"""The deadlines that clocks would have under another edition: computed once for all that began alike."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from crm.shared.bulk import array_literal
from shipments.quality.sql.simulated_fines import CLOCKS
from shipments.rules.deadlines import Deadlines, Inputs, deadlines
from shipments.rules.edition import Edition
from shipments.rules.monitor_day import closes_at
from shipments.rules.terms import OutletKind, Shift


@dataclass(frozen=True, slots=True)
class Scope:
    """Which clocks: of business days, of one outlet or of all."""

    since: date
    until: date
    outlet: int | None = None

    def as_parameters(self) -> dict[str, Any]:
        return {"since": self.since, "until": self.until, "outlet": self.outlet}


@dataclass(frozen=True, slots=True)
class TriedClock:
    """What a clock would carry. `arrivals_over`, `runs_over`: its monitor days would have closed, once it started."""

    due: Deadlines
    arrivals_close_at: datetime
    runs_close_at: datetime
    arrivals_over: bool
    runs_over: bool


@dataclass(slots=True)
class TriedClocks:
    """`by_clock` is by key of the clock; the columns are those of the statements' arrays."""

    by_clock: dict[int, TriedClock] = field(default_factory=dict)
    columns: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, ids: list[int], tried: TriedClock) -> None:
        self.by_clock.update(dict.fromkeys(ids, tried))
        self.columns["ids"] += ids
        for name, value in _columns(tried):
            self.columns[name] += [value] * len(ids)

    def as_parameters(self) -> dict[str, str]:
        return {name: array_literal(values) for name, values in self.columns.items()}


def tried_clocks(edition: Edition, scope: Scope, *, at: datetime) -> TriedClocks:
    """Every clock of the scope under `edition`, as of `at`."""
    found = TriedClocks()
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS, scope.as_parameters())
        for *kept, ids in cursor.fetchall():
            found.add(ids, _tried(edition, _inputs(*kept), at=at))
    return found


def _tried(edition: Edition, inputs: Inputs, *, at: datetime) -> TriedClock:
    due = deadlines(edition, inputs)
    arrivals = closes_at(due.arrival_scan.due_at, edition)
    runs = closes_at(max(due.delivery.due_at, due.sign_entry.due_at), edition)
    return TriedClock(due, arrivals, runs, arrivals_over=arrivals <= at, runs_over=runs <= at)


def _inputs(kind: str, shift: str, unloaded_at: str | None, arrived_at: str | None, planned_at: str | None) -> Inputs:
    """What the clock was computed from, as its JSON keeps it."""
    times = [None if kept is None else datetime.fromisoformat(kept) for kept in (unloaded_at, arrived_at, planned_at)]
    return Inputs(OutletKind(kind), Shift(shift), *times)


def _columns(tried: TriedClock) -> Iterator[tuple[str, Any]]:
    due = tried.due
    yield from (("arrival_dues", due.arrival_scan.due_at), ("arrival_rules", due.arrival_scan.rule))
    yield from (("delivery_dues", due.delivery.due_at), ("delivery_rules", due.delivery.rule))
    yield from (("delivery_reviews", due.delivery.review), ("sign_dues", due.sign_entry.due_at))
    yield from (("sign_rules", due.sign_entry.rule), ("arrivals_over", tried.arrivals_over))
    yield "runs_over", tried.runs_over
