"""When the duties of one truck's goods at one outlet fall due, and by which rule.

Pure. Computed once, when the clock starts, and frozen with the inputs; the thresholds are the edition's rows.
Durations are added in UTC, times of day are those of the edition's zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shipments.rules.deadline_rows import DeadlineRow
from shipments.rules.edition import Edition
from shipments.rules.terms import ExtensionFrom, Goods, OutletKind, Shift


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of the goods.

    received_at              aware; the unload scan of the batch
    line_haul_arrived_at     aware; the truck at the outlet
    planned_at               aware; the truck's arrival by its schedule
    """

    outlet_kind: OutletKind
    shift: Shift
    received_at: datetime | None = None
    line_haul_arrived_at: datetime | None = None
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """
    review         a person judges what comes later; the machine posts no fine
    occurred_by    the problem itself must have arisen by then, whenever it is registered
    """

    due_at: datetime
    rule: str
    review: bool = False
    occurred_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """
    received_at    the receipt that the clocks ran from
    estimated      whether a time was missing and the schedule or the truck stood in for it
    base_day       the outlet's calendar day that the times of day are on
    """

    arrival_scan: Due
    delivery: Due
    sign_entry: Due
    problem_delivery: Due
    problem_transfer: Due
    received_at: datetime
    estimated: bool
    handled_as: Shift
    late_truck: bool
    base_day: date


@dataclass(frozen=True, slots=True)
class _Clock:
    """The instants, in UTC, that every row is read against.

    unproven    no truck is on record, so nobody can show that its goods came in time for a deadline
    """

    zone: ZoneInfo
    kind: OutletKind
    goods: Goods
    base_day: date
    received_at: datetime
    extension: timedelta
    capped: bool
    unproven: bool
    estimated: bool


_HANDLED_AS = {
    Goods.EARLY: Shift.EARLY,
    Goods.LATE_TRUCK: Shift.EARLY,
    Goods.MID: Shift.MID,
    Goods.EVENING: Shift.EVENING,
}


def deadlines(edition: Edition, inputs: Inputs) -> Deadlines:
    """Every deadline that starts with the receipt.

    raises     ValueError when no time is known at all, or one has no zone
    """
    clock = _clock(edition, inputs)
    delivery = _due(edition.delivery, clock)
    return Deadlines(
        arrival_scan=_due(edition.arrival_scan, clock),
        delivery=delivery,
        sign_entry=_due(edition.sign_entry, clock, delivery=delivery),
        problem_delivery=_due(edition.problem_delivery, clock, delivery=delivery, occurred_by=delivery.due_at),
        problem_transfer=_due(edition.problem_transfer, clock),
        received_at=clock.received_at.astimezone(clock.zone),
        estimated=clock.estimated,
        handled_as=_HANDLED_AS[clock.goods],
        late_truck=clock.goods is Goods.LATE_TRUCK,
        base_day=clock.base_day,
    )


def problem_damage(edition: Edition, scanned_at: datetime) -> Due:
    """When damaged or missing goods are to be registered: counted from the arrival scan of the batch."""
    due_at = _utc(scanned_at) + timedelta(minutes=edition.damage_within)
    return Due(due_at.astimezone(ZoneInfo(edition.zone)), "PR1")


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return at.astimezone(UTC)


def _clock(edition: Edition, inputs: Inputs) -> _Clock:
    zone = ZoneInfo(edition.zone)
    received_at, arrived_at = _times(edition, inputs)
    received_on = received_at.astimezone(zone).date()
    if inputs.shift is Shift.EARLY:
        goods = _early_goods(edition, arrived_at, base_day=received_on, zone=zone)
    else:
        goods = Goods.MID if inputs.shift is Shift.MID else Goods.EVENING
    overnight = (
        inputs.shift is not Shift.EARLY
        and received_at <= edition.overnight_until.on(received_on, zone)
        and (goods is Goods.EVENING or _came_before(received_on, arrived_at, zone=zone))
    )
    base_day = received_on - timedelta(days=1) if overnight else received_on
    late = goods is Goods.LATE_TRUCK
    return _Clock(
        zone=zone,
        kind=inputs.outlet_kind,
        goods=goods,
        base_day=base_day,
        received_at=received_at,
        extension=arrived_at - _was_due_in(edition, inputs, base_day=base_day) if late else timedelta(0),
        capped=edition.cap_midday_at_20,
        unproven=arrived_at is None,
        estimated=inputs.received_at is None or (inputs.line_haul_arrived_at is None and inputs.planned_at is not None),
    )


def _was_due_in(edition: Edition, inputs: Inputs, *, base_day: date) -> datetime:
    """What the delay of a late truck is counted from."""
    if edition.extension_from is ExtensionFrom.SCHEDULE and inputs.planned_at is not None:
        return _utc(inputs.planned_at)
    return edition.late_after.on(base_day, ZoneInfo(edition.zone))


def _times(edition: Edition, inputs: Inputs) -> tuple[datetime, datetime | None]:
    """Receipt and truck in UTC, the schedule standing in for the truck and the truck for the receipt."""
    received_at = None if inputs.received_at is None else _utc(inputs.received_at)
    if inputs.line_haul_arrived_at is not None:
        arrived_at = _utc(inputs.line_haul_arrived_at)
    elif inputs.planned_at is not None:
        planned_at = _utc(inputs.planned_at)
        # What has been unloaded has arrived, whatever the schedule says.
        arrived_at = planned_at if received_at is None else min(planned_at, received_at)
    elif received_at is not None:
        return received_at, None
    else:
        raise ValueError("Neither the receipt nor the truck's arrival nor its schedule is known")
    return received_at or arrived_at + timedelta(minutes=edition.estimated_unload_minutes), arrived_at


def _early_goods(edition: Edition, arrived_at: datetime | None, *, base_day: date, zone: ZoneInfo) -> Goods:
    if arrived_at is None or arrived_at <= edition.late_after.on(base_day, zone):
        return Goods.EARLY
    if arrived_at < edition.midday_from.on(base_day, zone):
        return Goods.LATE_TRUCK
    return Goods.MID


def _came_before(day: date, arrived_at: datetime | None, *, zone: ZoneInfo) -> bool:
    return arrived_at is not None and arrived_at.astimezone(zone).date() < day


def _due(
    table: tuple[DeadlineRow, ...],
    clock: _Clock,
    *,
    delivery: Due | None = None,
    occurred_by: datetime | None = None,
) -> Due:
    row = _row(table, clock)
    followed = delivery if row.with_delivery else None
    times = []
    if row.by is not None:
        times.append(row.by.on(clock.base_day, clock.zone))
    if row.within is not None:
        times.append(clock.received_at + timedelta(minutes=row.within))
    if followed is not None:
        times.append(followed.due_at.astimezone(UTC))
    due_at = max(times)
    if row.extended:
        due_at += max(clock.extension, timedelta(0))
    if clock.capped and row.cap_at is not None:
        due_at = min(due_at, row.cap_at.on(clock.base_day, clock.zone))
    review = (
        (row.review_after is not None and clock.received_at > row.review_after.on(clock.base_day, clock.zone))
        or (followed is not None and followed.review)
        or (clock.unproven and due_at < clock.received_at)
    )
    return Due(due_at.astimezone(clock.zone), row.code, review, occurred_by)


def _row(table: tuple[DeadlineRow, ...], clock: _Clock) -> DeadlineRow:
    for row in table:
        if clock.goods in row.goods and clock.kind in row.outlet_kinds:
            if row.until is None:
                return row
            until = row.until.on(clock.base_day, clock.zone)
            if clock.received_at < until or (row.until_included and clock.received_at == until):
                return row
    raise LookupError("unreachable: an edition's rows leave no gap")
