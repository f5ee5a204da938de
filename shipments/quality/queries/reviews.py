"""Reads of the review queue."""

from django.db.models import QuerySet

from shipments.models import ProblemRecord
from shipments.quality.models import ProblemReview

REVIEWS = ProblemReview.objects.select_related(
    "outlet", "problem__waybill", "problem__reason", "judged_by", "claimed_by", "call"
)


def review_of(problem: ProblemRecord) -> ProblemReview | None:
    return getattr(problem, "review", None)


def waiting(reviews: QuerySet[ProblemReview]) -> QuerySet[ProblemReview]:
    """Uses index: review_waiting."""
    return reviews.filter(verdict="")
