"""Reads of spot checks: the sample of a list, and what was found at each outlet."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, Count, F, Func, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from shipments.quality.models import SpotCheck, SpotCheckItem, Verdict
from shipments.quality.rules.intervals import Interval, Standing, wilson

ITEMS = SpotCheckItem.objects.select_related("check_of", "outlet", "waybill", "problem", "inspector", "call")


@dataclass(frozen=True, slots=True)
class Population:
    size: int
    last_key: int


@dataclass(frozen=True, slots=True)
class OutletResult:
    """What was found at one outlet: `found` of `judged` did not pass."""

    code: str
    name: str
    drawn: int
    judged: int
    found: int
    interval: Interval | None
    standing: Standing


def population_of(rows: QuerySet[Any]) -> Population:
    told = rows.order_by().select_related(None).aggregate(size=Count("pk"), last=Max("pk"))
    return Population(told["size"], told["last"] or 0)


def sample_of(rows: QuerySet[Any], size: int, *, seed: int) -> QuerySet[Any]:
    """`sampling.sample` of the rows, in the order of drawing. One pass over the population."""
    told = Concat(Value(f"{seed}:"), Cast("pk", TextField()))
    lot = Func(told, template="sha256(convert_to(%(expressions)s, 'UTF8'))", output_field=BinaryField())
    return rows.select_related(None).prefetch_related(None).order_by(lot)[:size]


def drawn_again(check: SpotCheck, rows: QuerySet[Any]) -> bool:
    """Whether the same seed takes the same rows of what the filters leave today, without what came later."""
    rows = rows.filter(pk__lte=check.last_key)
    key = "problem_id" if check.subject == SpotCheck.Subject.PROBLEM else "waybill_id"
    kept = list(check.items.order_by("place").values_list(key, flat=True))
    return kept == [row.pk for row in sample_of(rows.only("pk"), check.size, seed=check.seed)]


def results_of(check: SpotCheck) -> list[OutletResult]:
    """The outlets of the sample; those that stand out first, then those with most found. One query."""
    rows = (
        check.items.order_by()
        .values(code=F("outlet__code"), name=F("outlet__name"))
        .annotate(
            drawn=Count("pk"),
            judged=Count("pk", filter=~Q(verdict="")),
            found=Count("pk", filter=Q(verdict__in=[Verdict.FALSE, Verdict.IMPROPER])),
        )
    )
    told = list(rows)
    judged, found = sum(row["judged"] for row in told), sum(row["found"] for row in told)
    share = found / judged if judged else 0.0
    results = []
    for row in told:
        interval = wilson(row["found"], row["judged"])
        standing = interval.against(share) if interval else Standing.UNSURE
        results.append(OutletResult(**row, interval=interval, standing=standing))
    return sorted(results, key=lambda one: (one.standing != Standing.WORSE, -one.found, one.code))


def next_item(check: SpotCheck, inspector: object) -> SpotCheckItem | None:
    """The first that this inspector has not judged yet."""
    return check.items.filter(inspector=inspector, verdict="").order_by("place").first()
