"""What an outlet has still to do, by what is due next."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.models import Membership
from shipments.models import DeliveryRun, DutySnooze, Piece, PieceArrival, ScanDevice, ScanEvent, ScanKind

#: What is older than yesterday has been charged, but may still have to be delivered.
OLDER_SINCE = timedelta(days=15)
#: What is next is the delivery, else the sign entry.
TO_DELIVER = Q(delivered_at=None)
TABS = {"delivery": TO_DELIVER, "sign_entry": ~TO_DELIVER}
LINE = (
    *("pk", "next_due", "delivered_at", "clock__delivery_rule", "clock__sign_rule", "doubtful", "snoozed_until"),
    *("waybill__number", "waybill__receiver_name", "waybill__receiver_address", "waybill__cod_yuan", "state", "pieces"),
)


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
    """With `next_due`, the deadline of what is next, and whether it `rests`: was put aside and is not yet back."""
    next_due = Case(When(TO_DELIVER, then=F("clock__delivery_due_at")), default=F("clock__sign_due_at"))
    return DeliveryRun.objects.filter(
        TO_DELIVER | Q(signed_at=None),
        Q(clock__started=True) | Q(out_at__isnull=False) | ~TO_DELIVER,
        clock__outlet__in=outlet_ids,
        delivers=True,
        dropped=False,
        lifted_at=None,
    ).annotate(next_due=next_due, rests=Exists(_snoozes(at)))


def _snoozes(at: datetime) -> QuerySet[DutySnooze]:
    """Those of the outer run that last."""
    return DutySnooze.objects.filter(run=OuterRef("pk"), until__gt=at)


def lines(runs: QuerySet[DeliveryRun], *, at: datetime) -> QuerySet[Any]:
    """What the page says of each run, and no more: named tuples of LINE.

    snoozed_until   when what was put aside comes back
    state           of the master piece
    pieces          how many
    """
    pieces = Piece.objects.filter(waybill=OuterRef("waybill")).order_by()
    return runs.annotate(
        snoozed_until=Subquery(_snoozes(at).order_by("-until").values("until")[:1]),
        state=Subquery(pieces.filter(kind=Piece.Kind.MASTER).values("state")),
        pieces=Subquery(pieces.values("waybill").annotate(count=Count("pk")).values("count")),
    ).values_list(*LINE, named=True)


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
    """With what they are named by, and no more."""
    posts = Membership.objects.filter(outlet__in=outlet_ids, role=Role.COURIER)
    couriers = User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("name", "pk")
    return list(couriers.only("username", "name", "staff_no"))


def tab(runs: QuerySet[DeliveryRun], name: str, *, at: datetime) -> QuerySet[DeliveryRun]:
    """What rests stands in its own tab until it is back."""
    if name == "snoozed":
        return runs.filter(rests=True)
    awake = runs.filter(rests=False)
    return awake.filter(next_due__lt=at) if name == "overdue" else awake.filter(TABS.get(name, Q()))


def tab_counts(runs: QuerySet[DeliveryRun], *, at: datetime) -> Counter[str]:
    """One statement for all tabs."""
    told = runs.values_list("rests", TO_DELIVER, Q(next_due__lt=at)).annotate(Count("pk"))
    counts: Counter[str] = Counter()
    for rests, to_deliver, late, count in told:
        if rests:
            counts["snoozed"] += count
            continue
        counts["all"] += count
        counts["delivery" if to_deliver else "sign_entry"] += count
        counts["overdue"] += late * count
    return counts


def trips_to_scan(outlet_ids: Collection[int], *, at: datetime) -> list[dict[str, Any]]:
    """Trucks that have come and whose pieces are not all scanned, the next deadline first."""
    since = timezone.localdate(at) - timedelta(days=1)
    waiting = PieceArrival.objects.filter(
        clock__outlet__in=outlet_ids, clock__day__gte=since, clock__started=True, dropped=False, scanned_at=None
    )
    by_trip = waiting.values("trip__trip_no", due_at=F("clock__arrival_due_at"), rule=F("clock__arrival_rule"))
    return list(by_trip.annotate(missing=Count("pk")).order_by("due_at", "trip__trip_no"))
