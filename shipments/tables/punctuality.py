"""How punctual trucks are: per line (hub to outlet) or per outlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from crm.shared.figures import Share
from shipments.models import LineHaulTrip
from shipments.tables.trips import delay_words

GOAL = Decimal(95)
#: What one line and one outlet are told apart by.
BY_OUTLET = ("outlet__code", "outlet__name")
BY_LINE = ("origin_hub__code", "origin_hub__name", *BY_OUTLET)


@dataclass(frozen=True, slots=True)
class Punctuality:
    """One line or outlet over some days.

    unreported   the plan has passed, and nobody said that the truck came
    """

    outlet: str
    outlet_code: str
    hub: str
    hub_code: str
    trips: int
    came: int
    on_time: int
    unreported: int
    mean_delay: timedelta | None
    worst_delay: timedelta | None

    @property
    def share(self) -> Share:
        return Share(self.on_time, self.came, GOAL)

    @property
    def mean_words(self) -> str:
        return delay_words(self.mean_delay)

    @property
    def worst_words(self) -> str:
        return delay_words(self.worst_delay)


def punctuality(trips: QuerySet[LineHaulTrip], *, by: Sequence[str], at: datetime) -> list[Punctuality]:
    """One row a line or outlet, the least punctual first; one query.

    by      BY_LINE or BY_OUTLET
    """
    delay = F("came_at") - F("planned_at")
    rows = (
        trips.annotate(came_at=Coalesce("arrived_at", "unloaded_at"))
        .order_by()
        .values(*by)
        .annotate(
            trips=Count("pk"),
            came=Count("came_at"),
            on_time=Count("pk", filter=Q(came_at__lte=F("planned_at"))),
            unreported=Count("pk", filter=Q(came_at=None, planned_at__lt=at)),
            mean_delay=Avg(delay),
            worst_delay=Max(delay),
        )
    )
    found = [_row(row) for row in rows]
    return sorted(found, key=lambda row: (_percent(row), -row.unreported, row.outlet_code, row.hub_code))


def _percent(row: Punctuality) -> Decimal:
    return Decimal(101) if row.share.percent is None else row.share.percent


def _row(row: dict) -> Punctuality:
    figures = {name: row[name] for name in ("trips", "came", "on_time", "unreported", "mean_delay", "worst_delay")}
    return Punctuality(
        outlet=row["outlet__name"],
        outlet_code=row["outlet__code"],
        hub=row.get("origin_hub__name") or "",
        hub_code=row.get("origin_hub__code") or "",
        **figures,
    )
