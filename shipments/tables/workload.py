"""What an outlet has still to do, by what is due next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.utils import timezone

from crm.shared.figures import Badge
from shipments.models import DeliveryRun, PieceArrival
from shipments.rules.edition import Edition
from shipments.tables.explained_duties import rule_words
from shipments.tables.states import piece_badge
from shipments.tables.waybills import master_of

#: What is older than yesterday has been charged, but may still have to be delivered.
OLDER_SINCE = timedelta(days=15)
UNDONE = Q(delivered_at=None) | Q(signed_at=None)
TABS = {
    "": Q(),
    "overdue": Q(),
    "delivery": Q(delivered_at=None),
    "sign_entry": Q(delivered_at__isnull=False),
}


def open_runs(outlet_ids: Collection[int], *, at: datetime) -> QuerySet[DeliveryRun]:
    """Today's and yesterday's waybills still to deliver or to sign for. Uses clock_by_outlet_day, run_by_clock."""
    today = timezone.localdate(at)
    return _open(outlet_ids).filter(clock__day__gte=today - timedelta(days=1))


def older_runs(outlet_ids: Collection[int], *, at: datetime) -> QuerySet[DeliveryRun]:
    today = timezone.localdate(at)
    return _open(outlet_ids).filter(clock__day__lt=today - timedelta(days=1), clock__day__gte=today - OLDER_SINCE)


def _open(outlet_ids: Collection[int]) -> QuerySet[DeliveryRun]:
    mine = DeliveryRun.objects.filter(clock__outlet__in=outlet_ids, dropped=False, delivers=True)
    runs = mine.filter(UNDONE, lifted_at=None)
    delivers = Q(delivered_at=None)
    return runs.filter(Q(clock__started=True) | Q(out_at__isnull=False) | ~delivers).annotate(
        next_due=Case(
            When(delivers, then=F("clock__delivery_due_at")),
            default=F("clock__sign_due_at"),
            output_field=DateTimeField(),
        ),
        next_rule=Case(When(delivers, then=F("clock__delivery_rule")), default=F("clock__sign_rule")),
        next_duty=Case(When(delivers, then=Value("delivery")), default=Value("sign_entry")),
    )


def tab(runs: QuerySet[DeliveryRun], name: str, *, at: datetime) -> QuerySet[DeliveryRun]:
    return runs.filter(next_due__lt=at) if name == "overdue" else runs.filter(TABS.get(name, Q()))


def tab_counts(runs: QuerySet[DeliveryRun], *, at: datetime) -> dict[str, int]:
    """One statement for all tabs."""
    counted = runs.aggregate(
        all=Count("pk"),
        overdue=Count("pk", filter=Q(next_due__lt=at)),
        delivery=Count("pk", filter=TABS["delivery"]),
    )
    return {**counted, "sign_entry": counted["all"] - counted["delivery"]}


def trips_to_scan(outlet_ids: Collection[int], *, at: datetime) -> list[dict[str, Any]]:
    """Trucks that have come and whose pieces are not all scanned, the next deadline first."""
    since = timezone.localdate(at) - timedelta(days=1)
    waiting = PieceArrival.objects.filter(
        clock__outlet__in=outlet_ids, clock__day__gte=since, clock__started=True, dropped=False, scanned_at=None
    )
    by_trip = waiting.values("trip__trip_no", due_at=F("clock__arrival_due_at"), rule=F("clock__arrival_rule"))
    return list(by_trip.annotate(missing=Count("pk")).order_by("due_at", "trip__trip_no"))


@dataclass(frozen=True, slots=True)
class Item:
    """One waybill of the list and where its pieces are."""

    run: DeliveryRun
    overdue: bool
    state: Badge
    pieces: int


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours under the same rule; the overdue ones stand together on top."""

    overdue: bool
    duty: str
    rule: str
    text: str
    items: tuple[Item, ...]


def item_of(run: DeliveryRun, *, at: datetime) -> Item:
    pieces = run.waybill.pieces.all()
    return Item(run, run.next_due < at, piece_badge(master_of(run.waybill)), len(pieces))


def groups_of(runs: Sequence[DeliveryRun], edition: Edition, *, at: datetime) -> list[Group]:
    items = (item_of(run, at=at) for run in runs)
    return [
        Group(overdue, duty, rule, rule_words(rule, edition), tuple(same))
        for (overdue, duty, rule), same in groupby(items, key=_rule_of)
    ]


def _rule_of(item: Item) -> tuple[bool, str, str]:
    return (item.overdue, item.run.next_duty, item.run.next_rule)
