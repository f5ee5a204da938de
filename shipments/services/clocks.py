"""Starting and moving the clocks: deadlines computed once by the rules, then frozen as rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from crm.shared.bulk import array_literal, text_array
from crm.shared.errors import Refused
from outlets.models import Outlet
from shipments.models import Clock, LineHaulTrip, RuleEdition
from shipments.rules.deadlines import Deadlines, Due, Inputs, deadlines
from shipments.rules.edition import Edition
from shipments.rules.monitor_day import closes_at
from shipments.rules.terms import OutletKind, Shift
from shipments.sql import trips as sql

ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The published editions, newest first; read once for a batch."""

    editions: tuple[tuple[int, date, Edition], ...]

    @classmethod
    def read(cls) -> "RuleBook":
        rows = RuleEdition.objects.published().order_by("-starts_on", "-number")
        return cls(
            tuple(
                (pk, starts_on, published_edition(pk, published_at))
                for pk, starts_on, published_at in rows.values_list("pk", "starts_on", "published_at")
            )
        )

    def in_force_at(self, at: datetime) -> tuple[int, Edition]:
        """The edition that a clock started at `at` follows, with its row's key.

        raises   Refused when none had started by then
        """
        day = at.astimezone(ZONE).date()
        for pk, starts_on, edition in self.editions:
            if starts_on <= day:
                return pk, edition
        raise Refused(_("No edition of the rule book was in force on %(day)s.") % {"day": day}, code="no_edition")

    def edition(self, pk: int) -> tuple[int, Edition]:
        return next((key, edition) for key, _starts_on, edition in self.editions if key == pk)


@lru_cache(maxsize=64)
def published_edition(pk: int, published_at: datetime) -> Edition:
    """A published edition never changes, so a process reads it once."""
    return Edition.from_data(RuleEdition.objects.values_list("data", flat=True).get(pk=pk))


def edition_in_force(at: datetime) -> Edition:
    """The edition of the rule book that clocks started at `at` follow."""
    return RuleBook.read().in_force_at(at)[1]


def start_trip_clocks(trips: Sequence[LineHaulTrip], *, kinds: Mapping[int, str]) -> None:
    """One clock a trip, from whatever of its times is known.

    kinds    outlet id → outlet kind
    writes   shipments_clock
    """
    if not trips:
        return
    book = RuleBook.read()
    frozen: dict[tuple[int, Inputs], dict[str, Any]] = {}
    clocks = []
    for trip in trips:
        inputs = _inputs_of(trip, kinds[trip.outlet_id])
        pk, edition = book.in_force_at(trip.arrived_at or trip.planned_at)
        # Trucks of one instant to outlets of one kind have the same deadlines.
        if (pk, inputs) not in frozen:
            frozen[pk, inputs] = _as_columns(_frozen(edition, inputs)) | {"edition_id": pk}
        clocks.append(frozen[pk, inputs])
    columns = {name: [clock[name] for clock in clocks] for name in clocks[0]}
    columns["outlet_id"], columns["trip_id"] = [trip.outlet_id for trip in trips], [trip.pk for trip in trips]
    columns["shift"], columns["started"] = [trip.shift for trip in trips], [_has_come(trip) for trip in trips]
    with connection.cursor() as cursor:
        cursor.execute(sql.START_CLOCKS, {name: _array(name, values) for name, values in columns.items()})


def _as_columns(frozen: Mapping[str, Any]) -> dict[str, Any]:
    return {name: json.dumps(value) if name in _JSON else value for name, value in frozen.items()}


_JSON = frozenset({"inputs", "problem_dues"})


def _array(name: str, values: Sequence[Any]) -> str:
    return text_array(values) if name in _JSON else array_literal(values)


def move_trip_clock(clock: Clock, trip: LineHaulTrip) -> None:
    """Compute the trip's deadlines anew from its corrected times, under the edition and outlet kind it began with.

    writes   shipments_clock
    """
    _pk, edition = RuleBook.read().edition(clock.edition_id)
    _freeze(clock, edition, _inputs_of(trip, clock.inputs["outlet_kind"]), started=_has_come(trip))
    clock.arrivals_closed_at = clock.runs_closed_at = None
    clock.save()


def clocks_of_scans(
    wanted: Iterable[tuple[Outlet, str, datetime]],
) -> dict[tuple[int, str, datetime], Clock]:
    """The clocks of pieces that came without a trip: they start with the scan itself.

    wanted   (outlet, shift or "", instant of the scan)
    writes   shipments_clock
    """
    book = RuleBook.read()
    clocks = {}
    for outlet, shift, scanned_at in wanted:
        shift = shift or shift_by_hour(scanned_at)
        if (key := (outlet.pk, shift, scanned_at)) in clocks:
            continue
        inputs = Inputs(OutletKind(outlet.kind), Shift(shift), received_at=scanned_at)
        pk, edition = book.in_force_at(scanned_at)
        clocks[key] = Clock(outlet=outlet, edition_id=pk, shift=shift)
        _freeze(clocks[key], edition, inputs, started=True)
    Clock.objects.bulk_create(clocks.values(), ignore_conflicts=True)
    found = Clock.objects.filter(
        trip=None, outlet_id__in={k[0] for k in clocks}, received_at__in={k[2] for k in clocks}
    )
    return {(clock.outlet_id, clock.shift, clock.received_at): clock for clock in found}


def shift_by_hour(at: datetime) -> str:
    """The shift of a scan that names neither trip nor shift, by its local hour."""
    hour = at.astimezone(ZONE).hour
    return str(Shift.EARLY if hour < 12 else Shift.MID if hour < 18 else Shift.EVENING)


def _has_come(trip: LineHaulTrip) -> bool:
    return trip.arrived_at is not None or trip.unloaded_at is not None


def _inputs_of(trip: LineHaulTrip, kind: str) -> Inputs:
    return Inputs(
        OutletKind(kind),
        Shift(trip.shift),
        received_at=trip.unloaded_at,
        line_haul_arrived_at=trip.arrived_at,
        planned_at=trip.planned_at,
    )


def _freeze(clock: Clock, edition: Edition, inputs: Inputs, *, started: bool) -> None:
    clock.started = started
    for name, value in _frozen(edition, inputs).items():
        setattr(clock, name, value)


def _frozen(edition: Edition, inputs: Inputs) -> dict[str, Any]:
    """What a clock keeps of the deadlines that follow from these inputs, by its fields' names."""
    due = deadlines(edition, inputs)
    return {
        "inputs": _as_data(inputs, due),
        "received_at": due.received_at,
        "estimated": due.estimated,
        "day": due.base_day,
        "arrival_due_at": due.arrival_scan.due_at,
        "arrival_rule": due.arrival_scan.rule,
        "delivery_due_at": due.delivery.due_at,
        "delivery_rule": due.delivery.rule,
        "delivery_review": due.delivery.review,
        "sign_due_at": due.sign_entry.due_at,
        "sign_rule": due.sign_entry.rule,
        "problem_dues": {
            "delivery": _due_as_data(due.problem_delivery),
            "transfer": _due_as_data(due.problem_transfer),
        },
        "arrivals_close_at": closes_at(due.arrival_scan.due_at, edition),
        "runs_close_at": closes_at(max(due.delivery.due_at, due.sign_entry.due_at), edition),
    }


def _as_data(inputs: Inputs, due: Deadlines) -> dict[str, str | None | bool]:
    return {
        "outlet_kind": str(inputs.outlet_kind),
        "shift": str(inputs.shift),
        "handled_as": str(due.handled_as),
        "planned_at": _iso(inputs.planned_at),
        "line_haul_arrived_at": _iso(inputs.line_haul_arrived_at),
        "unloaded_at": _iso(inputs.received_at),
        "received_at": _iso(due.received_at),
        "estimated": due.estimated,
    }


def _due_as_data(due: Due) -> dict[str, str | bool | None]:
    return {
        "due_at": _iso(due.due_at),
        "rule": due.rule,
        "occurred_by": _iso(due.occurred_by),
        "review": due.review,
    }


# Trucks of one day share most of their instants.
@lru_cache(maxsize=4096)
def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(ZONE).isoformat()
