"""What an outlet has still to do, by what is due next."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.models import Membership
from shipments.models import DeliveryRun, DutySnooze, PieceArrival, ScanDevice, ScanEvent, ScanKind

#: What is older than yesterday has been charged, but may still have to be delivered.
OLDER_SINCE = timedelta(days=15)
UNDONE = Q(delivered_at=None) | Q(signed_at=None)
TABS = {
    "": Q(),
    "overdue": Q(),
    "delivery": Q(delivered_at=None),
    "sign_entry": Q(delivered_at__isnull=False),
    "snoozed": Q(),
}


def open_runs(outlet_ids: Collection[int], *, at: datetime) -> QuerySet[DeliveryRun]:
    """Today's and yesterday's waybills still to deliver or to sign for. Uses clock_by_outlet_day, run_by_clock."""
    today = timezone.localdate(at)
    return _open(outlet_ids, at=at).filter(clock__day__gte=today - timedelta(days=1))


def older_runs(outlet_ids: Collection[int], *, at: datetime) -> QuerySet[DeliveryRun]:
    today = timezone.localdate(at)
    return _open(outlet_ids, at=at).filter(
        clock__day__lt=today - timedelta(days=1), clock__day__gte=today - OLDER_SINCE
    )


def _open(outlet_ids: Collection[int], *, at: datetime) -> QuerySet[DeliveryRun]:
    """With `next_due`, `next_rule`, `next_duty`, and `snoozed_until`: when what was put aside comes back, or None."""
    resting = DutySnooze.objects.filter(run=OuterRef("pk"), until__gt=at).order_by("-until")
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
        snoozed_until=Subquery(resting.values("until")[:1]),
    )


def carried_by(runs: QuerySet[DeliveryRun], person: User, *, at: datetime) -> QuerySet[DeliveryRun]:
    """What this courier took out, today or yesterday: by login, by phone, or named as operator at the desk.

    Reads the events of the runs' own pieces, in the partitions of two days.
    """
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    phones = ScanDevice.objects.filter(user=person).values_list("pk", flat=True)
    sources = [f"user:{person.pk}", *(f"phone:{pk.hex}" for pk in phones)]
    names = [name for name in (person.get_full_name(), person.staff_no) if name]
    taken_out = ScanEvent.objects.filter(
        Q(detail__operator__in=names) | Q(source__in=sources, detail__operator=None),
        piece__waybill=OuterRef("waybill"),
        outlet=OuterRef("outlet"),
        kind=ScanKind.OUT_FOR_DELIVERY,
        occurred_at__gte=since,
    )
    return runs.filter(Exists(taken_out), out_at__gte=since)


def couriers_of(outlet_ids: Collection[int]) -> list[User]:
    posts = Membership.objects.filter(outlet__in=outlet_ids, role=Role.COURIER, user__is_active=True)
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("name", "pk"))


def tab(runs: QuerySet[DeliveryRun], name: str, *, at: datetime) -> QuerySet[DeliveryRun]:
    """What rests stands in its own tab until it is back."""
    if name == "snoozed":
        return runs.filter(snoozed_until__isnull=False)
    awake = runs.filter(snoozed_until=None)
    return awake.filter(next_due__lt=at) if name == "overdue" else awake.filter(TABS.get(name, Q()))


def tab_counts(runs: QuerySet[DeliveryRun], *, at: datetime) -> dict[str, int]:
    """One statement for all tabs."""
    awake = Q(snoozed_until=None)
    counted = runs.aggregate(
        all=Count("pk", filter=awake),
        overdue=Count("pk", filter=awake & Q(next_due__lt=at)),
        delivery=Count("pk", filter=awake & TABS["delivery"]),
        snoozed=Count("pk", filter=~awake),
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
