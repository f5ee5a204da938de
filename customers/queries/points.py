"""What customers have in points, what of it ends when, and what it comes to by month."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from customers.models import Customer, CustomerTier, PointEntry, Tier
from customers.rules.points import Lot, lots


def balance_of(customer: Customer) -> int:
    return balances_of([customer.pk]).get(customer.pk, 0)


def balances_of(customers: Collection[int]) -> dict[int, int]:
    """By customer; who never had points is left out. Uses index points_of_customer."""
    rows = PointEntry.objects.filter(customer__in=customers).order_by().values_list("customer")
    return dict(rows.annotate(total=Sum("points")))


def with_balance(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same rows with their `balance`, added up for those that are read."""
    lines = PointEntry.objects.filter(customer=OuterRef("pk")).order_by().values("customer")
    return customers.annotate(balance=Coalesce(Subquery(lines.annotate(total=Sum("points")).values("total")), 0))


def standing_of(customer: Customer, *, today: date) -> tuple[int, list[Lot]]:
    """The balance, and of it what holds still, the first to end first: one look at the ledger."""
    rows = PointEntry.objects.filter(customer=customer).order_by().values_list("expires_on")
    lines = [(points, until) for until, points in rows.annotate(total=Sum("points"))]
    return sum(points for points, _until in lines), [lot for lot in lots(lines) if lot.until >= today]


def tier_of(customer: Customer) -> str:
    """The tier whose terms count; whoever has none yet counts as C."""
    standing = CustomerTier.objects.filter(customer=customer).values_list("tier", flat=True).first()
    return standing or Tier.C


@dataclass(frozen=True, slots=True)
class PointMonth:
    """What a month has added and taken, by kind; what was owed at its end."""

    month: date
    sums: dict[str, int] = field(default_factory=dict)
    owed: int = 0

    def of(self, kind: str) -> int:
        return self.sums.get(kind, 0)

    @property
    def moved(self) -> int:
        return sum(self.sums.values())


def months_of(entries: QuerySet[PointEntry], *, today: date, months: int = 12) -> list[PointMonth]:
    """The last months, the oldest first, each with what was owed at its end."""
    first = _back(today.replace(day=1), months - 1)
    owed = entries.order_by().aggregate(total=Sum("points"))["total"] or 0
    rows = entries.filter(at__date__gte=first).order_by().annotate(month=TruncMonth("at"))
    sums: dict[date, dict[str, int]] = {}
    for month, kind, points in rows.values_list("month", "kind").annotate(total=Sum("points")):
        sums.setdefault(month.date(), {})[kind] = points
    found: list[PointMonth] = []
    month = today.replace(day=1)
    while month >= first:
        found.append(PointMonth(month, sums.get(month, {}), owed))
        owed -= found[-1].moved
        month = _back(month, 1)
    return found[::-1]


def rewards_of(entries: QuerySet[PointEntry], *, since: date) -> list[dict[str, Any]]:
    """What was handed out since this day, the most often first."""
    rows = entries.filter(kind=PointEntry.Kind.REDEEMED, at__date__gte=since, reward__isnull=False).order_by()
    told = rows.values("reward", "reward__name", "reward__name_en").annotate(times=Count("pk"), points=-Sum("points"))
    return list(told.order_by("-times", "reward"))


def _back(month: date, months: int) -> date:
    for _each in range(months):
        month = (month - timedelta(days=1)).replace(day=1)
    return month
