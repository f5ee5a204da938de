"""What pages ask about tiers."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from django.db.models import Count, Sum

from customers.models import CustomerTier, TierEvaluation, TierVerdict
from outlets.access import access_of

#: Points of the course from the largest customer to the smallest.
STEPS = 40
EVALUATIONS_SHOWN = 24


def latest_evaluation() -> TierEvaluation | None:
    return TierEvaluation.objects.exclude(done_at=None).order_by("-month").first()


def history_of(customer_id: int) -> list[TierVerdict]:
    """The customer's verdicts, the newest first."""
    evaluations = list(TierEvaluation.objects.order_by("-month")[:EVALUATIONS_SHOWN])
    rows = TierVerdict.objects.filter(evaluation__in=evaluations, customer_id=customer_id)
    return list(rows.select_related("evaluation").order_by("-evaluation__month"))


def shares_of(evaluation: TierEvaluation, user: object) -> list[dict[str, object]]:
    """tier → customers, parcels, yuan of the evaluation, as this person may see them."""
    rows = TierVerdict.objects.visible_to(user).filter(evaluation=evaluation)
    return list(
        rows.order_by("tier").values("tier").annotate(customers=Count("pk"), sent=Sum("parcels"), money=Sum("yuan"))
    )


def standings_by_tier(user: object) -> dict[str, int]:
    rows = CustomerTier.objects.visible_to(user).order_by("tier").values_list("tier")
    return dict(rows.annotate(Count("pk")))


def concentration(evaluation: TierEvaluation, user: object) -> list[tuple[float, float]]:
    """(share of the customers, share of the parcels they hold), the largest first, from (0, 0) to (1, 1)."""
    rows = TierVerdict.objects.visible_to(user).filter(evaluation=evaluation, parcels__gt=0)
    if access_of(user).network:
        count = rows.count()
        ranks = sorted({1 + count * step // STEPS for step in range(STEPS)}) if count else []
        held = rows.filter(rank__in=ranks).order_by("rank").values_list("rank", "before")
        return [*(((rank - 1) / count, before) for rank, before in held), (1.0, 1.0)] if count else []
    return course_of(sorted(rows.values_list("parcels", flat=True), reverse=True))


def course_of(parcels: Sequence[int]) -> list[tuple[float, float]]:
    """The same of a few thousand customers.

    parcels   descending
    """
    if not parcels:
        return []
    held, count, total = [0, *accumulate(parcels)], len(parcels), sum(parcels)
    places = sorted({count * step // STEPS for step in range(STEPS + 1)})
    return [(place / count, held[place] / total) for place in places]


def holders_of(course: Sequence[tuple[float, float]], share: float) -> float:
    """The share of the customers that together hold this share of the parcels, read off the course."""
    held = [parcels for _customers, parcels in course]
    return course[min(bisect_left(held, share), len(course) - 1)][0] if course else 0.0
