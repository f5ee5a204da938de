"""The rule simulator (Q7): what an edition would have fined in days gone by, beside what was in force."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F

from shipments.models import Clock, RuleEdition
from shipments.quality.sql.simulated_fines import COUNT
from shipments.rules.deadlines import Inputs, deadlines
from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan
from shipments.rules.terms import OutletKind, Shift

BATCH = 2000


@dataclass(slots=True)
class Charged:
    """Fines of one rule; `yuan` is None where no rate is set."""

    count: int = 0
    yuan: Decimal | None = None

    def add(self, count: int, rate: Decimal | None) -> None:
        self.count += count
        if rate is not None:
            self.yuan = (self.yuan or Decimal(0)) + rate * count


@dataclass(slots=True)
class RuleChange:
    """One rule's fines under the rules that were in force, and under the edition tried."""

    duty: str
    rule: str
    was: Charged = field(default_factory=Charged)
    would_be: Charged = field(default_factory=Charged)


@dataclass(frozen=True, slots=True)
class _Dues:
    """A clock's deadlines, frozen or tried, in the order of the statement's arrays."""

    clock: int
    edition: int
    arrival_due: datetime
    arrival_rule: str
    delivery_due: datetime
    delivery_rule: str
    delivery_review: bool
    sign_due: datetime
    sign_rule: str


def simulate(tried: RuleEdition, first: date, last: date) -> list[RuleChange]:
    """Compare the duties of the business days from `first` to `last` under both, by duty and rule.

    Trucks and scans are as they were; problem records keep their verdicts. Nothing is written.
    """
    book = {row.number: Edition.from_data(row.data) for row in RuleEdition.objects.published()}
    edition = Edition.from_data(tried.data)
    changes: dict[tuple[str, str], RuleChange] = {}
    clocks = Clock.objects.filter(day__range=(first, last)).annotate(number=F("edition__number")).order_by("pk")
    for batch in _batches(clocks):
        for duty, number, rule, count in _counted([_frozen(clock) for clock in batch]):
            _line(changes, duty, rule).was.add(count, fine_yuan(book[number], rule))
        for duty, _number, rule, count in _counted([_tried(clock, edition) for clock in batch]):
            _line(changes, duty, rule).would_be.add(count, fine_yuan(edition, rule))
    return [changes[key] for key in sorted(changes)]


def _line(changes: dict[tuple[str, str], RuleChange], duty: str, rule: str) -> RuleChange:
    return changes.setdefault((duty, rule), RuleChange(duty, rule))


def _batches(clocks: Iterable[Clock]) -> Iterable[list[Clock]]:
    batch: list[Clock] = []
    for clock in clocks.iterator(chunk_size=BATCH):  # type: ignore[attr-defined]
        batch.append(clock)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _frozen(clock: Clock) -> _Dues:
    return _Dues(
        clock.pk,
        clock.number,
        clock.arrival_due_at,
        clock.arrival_rule,
        clock.delivery_due_at,
        clock.delivery_rule,
        clock.delivery_review,
        clock.sign_due_at,
        clock.sign_rule,
    )


def _tried(clock: Clock, edition: Edition) -> _Dues:
    due = deadlines(edition, _inputs(clock.inputs))
    return _Dues(
        clock.pk,
        edition.number,
        due.arrival_scan.due_at,
        due.arrival_scan.rule,
        due.delivery.due_at,
        due.delivery.rule,
        due.delivery.review,
        due.sign_entry.due_at,
        due.sign_entry.rule,
    )


def _inputs(kept: dict[str, str | None]) -> Inputs:
    """What the clock was computed from, as its JSON keeps it."""

    def instant(name: str) -> datetime | None:
        return datetime.fromisoformat(kept[name]) if kept.get(name) else None

    return Inputs(
        OutletKind(kept["outlet_kind"]),
        Shift(kept["shift"]),
        received_at=instant("unloaded_at"),
        line_haul_arrived_at=instant("line_haul_arrived_at"),
        planned_at=instant("planned_at"),
    )


_ARRAYS = {
    "ids": "clock",
    "editions": "edition",
    "arrival_dues": "arrival_due",
    "arrival_rules": "arrival_rule",
    "delivery_dues": "delivery_due",
    "delivery_rules": "delivery_rule",
    "delivery_reviews": "delivery_review",
    "sign_dues": "sign_due",
    "sign_rules": "sign_rule",
}


def _counted(dues: Sequence[_Dues]) -> list[tuple[str, int, str, int]]:
    columns = defaultdict(list)
    for one in dues:
        for array, name in _ARRAYS.items():
            columns[array].append(getattr(one, name))
    with connection.cursor() as cursor:
        cursor.execute(COUNT, columns)
        return cursor.fetchall()
