"""Reads of churn cases: their weeks, what came of them, and who was lost."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Avg, Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncDate

from customers.models import ChurnCase, Customer, CustomerWeek

CASES = ChurnCase.objects.select_related("customer", "outlet", "owner")
State, Kind = ChurnCase.State, ChurnCase.Kind
#: Code → yuan a month from which it counts, the highest first.
VALUES: tuple[tuple[str, int], ...] = (("10000", 10_000), ("2000", 2_000), ("500", 500), ("0", 0))


def in_value_band(code: str) -> Q:
    """Cases whose value lies in the band that begins at this figure."""
    floors = [floor for _code, floor in VALUES]
    place = [each for each, _floor in VALUES].index(code)
    within = Q(value_yuan__gte=floors[place])
    return within & Q(value_yuan__lt=floors[place - 1]) if place else within


def parcels_by_week(customer: Customer, *, until: date, count: int) -> list[tuple[date, int]]:
    """Of the last `count` full weeks and the one that runs."""
    monday = until - timedelta(days=until.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(count + 1))]
    sent = dict(CustomerWeek.objects.filter(customer=customer, week__in=weeks).values_list("week", "parcels"))
    return [(week, sent.get(week, 0)) for week in weeks]


@dataclass(frozen=True, slots=True)
class Results:
    """What came of cases; `days` on average from the opening to the next shipment."""

    cases: int = 0
    open: int = 0
    won_back: int = 0
    gone: int = 0
    days: Decimal | None = None
    yuan: Decimal = Decimal(0)

    @property
    def closed(self) -> int:
        return self.won_back + self.gone


_RESULTS = {
    "cases": Count("pk"),
    "open": Count("pk", filter=Q(closed_at=None)),
    "won_back": Count("pk", filter=Q(state=State.WON_BACK)),
    "gone": Count("pk", filter=Q(state=State.GONE)),
}


def results(rows: QuerySet[ChurnCase]) -> Results:
    told = rows.aggregate(yuan=Sum("value_yuan", default=Decimal(0)), **_RESULTS)
    again = rows.filter(state=State.WON_BACK).annotate(waited=F("shipped_again_on") - TruncDate("opened_at"))
    waited = again.aggregate(days=Avg("waited"))["days"]
    days = None if waited is None else Decimal(waited.total_seconds() / 86400).quantize(Decimal("0.1"))
    return Results(days=days, **told)


def worked(rows: QuerySet[ChurnCase], *, at_all: bool) -> QuerySet[ChurnCase]:
    """Cases in which somebody has asked for the cause, or those in which nobody has."""
    return rows.exclude(cause="") if at_all else rows.filter(cause="")


def lost(rows: QuerySet[ChurnCase]) -> QuerySet[ChurnCase]:
    return rows.filter(kind=Kind.LOST)


def counted_by(rows: QuerySet[ChurnCase], field: str) -> dict[str, tuple[int, Decimal]]:
    """Value of "cause", "tier", "outlet__region__code" or "band" → (cases, yuan a month)."""
    if field == "band":
        bands = [When(in_value_band(code), then=Value(code)) for code, _floor in VALUES]
        rows = rows.annotate(band=Case(*bands, default=Value("0"), output_field=CharField()))
    found = rows.order_by().values_list(field).annotate(Count("pk"), Sum("value_yuan"))
    return {key: (cases, yuan) for key, cases, yuan in found}
