"""What an outlet has still to do, by what is due next."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Value, When
from django.utils import timezone

from shipments.models import DeliveryRun, PieceArrival

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
