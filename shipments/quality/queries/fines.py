"""Reads of fines that more than one page asks for."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from crm.shared.views import COUNT_CAP
from shipments.models import Waybill
from shipments.quality.models import Appeal, Fine, Violation

FINES = Fine.objects.select_related("outlet", "violation__waybill", "violation__piece")


@dataclass(frozen=True, slots=True)
class FineSums:
    """How many fines and what they cost, counted no further than the cap; `more` tells that there are others.

    A reduced one costs what is left of it; void, waived and overturned ones what they did.
    """

    count: int
    yuan: Decimal
    unrated: int
    more: bool

    @classmethod
    def of(cls, fines: QuerySet[Fine], *, cap: int = COUNT_CAP) -> Self:
        counted = fines.order_by("-id").select_related(None).annotate(left=amount_left())[:cap]
        sums = counted.aggregate(count=Count("id"), rated=Count("yuan"), yuan=Sum("left"))
        more = sums["count"] == cap and fines.order_by("-id")[cap : cap + 1].exists()
        return cls(sums["count"], sums["yuan"] or Decimal(0), sums["count"] - sums["rated"], more)


def amount_left() -> Coalesce:
    """For `annotate`: a fine's amount, or what the last decision that reduced it has left."""
    reductions = Appeal.objects.filter(fine=OuterRef("pk"), state=Appeal.State.REDUCED).order_by("-instance")
    return Coalesce(Subquery(reductions.values("yuan_after")[:1]), F("yuan"))


def standing(fines: QuerySet[Fine]) -> QuerySet[Fine]:
    """Fines that are owed or were settled: neither void, waived nor overturned."""
    return fines.filter(violation__voided_at=None).exclude(state__in=Fine.GONE)


def fines_of(waybill: Waybill, user: object) -> list[Fine]:
    """The waybill's fines that this person may see, with `left` of their amount, the newest first."""
    rows = FINES.visible_to(user).filter(violation__waybill=waybill).annotate(left=amount_left())
    return list(rows.order_by("-id"))


def earlier_violations(violation: Violation) -> list[Violation]:
    """What was found and taken back before about the same duty, the oldest first."""
    same = Violation.objects.filter(waybill=violation.waybill_id, charge=violation.charge, pk__lt=violation.pk)
    same = same.filter(arrival=violation.arrival_id, run=violation.run_id, problem=violation.problem_id)
    same = same.filter(spot_item=violation.spot_item_id, weight_check=violation.weight_check_id)
    return list(same.select_related("fine").order_by("pk"))
