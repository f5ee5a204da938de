"""What answers amount to, counted by the database: in all, by a column, by week, and pairs by attribute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, FloatField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncWeek

from crm.shared.days import midnight
from customers.models import Invitation, MysteryVisit, Survey, SurveyAnswer
from customers.queries.surveys import asked
from customers.rules.survey_figures import (
    DETRACTOR_UNTIL,
    PROMOTER_FROM,
    SATISFIED_FROM,
    Figure,
    Sums,
    net_promoters,
    share,
)
from customers.rules.survey_forms import LOW_CSAT, LOW_NPS, Kind, Part, Question, from_data

COUNTS = {
    "answers": Count("pk"),
    "stars": Count("csat"),
    "content": Count("pk", filter=Q(csat__gte=SATISFIED_FROM)),
    "points": Count("nps"),
    "promoters": Count("pk", filter=Q(nps__gte=PROMOTER_FROM)),
    "detractors": Count("pk", filter=Q(nps__lte=DETRACTOR_UNTIL)),
    "low": Count("pk", filter=Q(csat__lte=LOW_CSAT) | Q(nps__lte=LOW_NPS)),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers; those with stars and of them the content; those with points and of them promoters and detractors; and
    those whom somebody has to call.
    """

    answers: int = 0
    stars: int = 0
    content: int = 0
    points: int = 0
    promoters: int = 0
    detractors: int = 0
    low: int = 0

    @property
    def csat(self) -> Figure:
        return share(self.content, self.stars)

    @property
    def nps(self) -> Figure:
        return net_promoters(self.promoters, self.detractors, self.points)


def counted(rows: QuerySet[SurveyAnswer]) -> Counted:
    return Counted(**rows.order_by().aggregate(**COUNTS))


def counted_by(rows: QuerySet[SurveyAnswer], field: str) -> dict[Any, Counted]:
    """Value of the column → what was answered there. One query."""
    return {row.pop(field): Counted(**row) for row in rows.order_by().values(field).annotate(**COUNTS)}


def counted_by_week(rows: QuerySet[SurveyAnswer], weeks: Sequence[date]) -> list[tuple[date, Counted]]:
    """weeks: their Mondays."""
    found = {
        row.pop("week").date(): Counted(**row)
        for row in rows.order_by().annotate(week=TruncWeek("answered_at")).values("week").annotate(**COUNTS)
    }
    return [(week, found.get(week, Counted())) for week in weeks]


@dataclass(frozen=True, slots=True)
class Response:
    asked: int
    answered: int


def response(invitations: QuerySet[Invitation], answers: Mapping[str, Any], *, since: date, until: date) -> Response:
    """Of those asked on these days, by a link that went out: how many have answered.

    answers   further conditions, as columns of the invitation
    """
    rows = asked(invitations.filter(**answers)).filter(
        invited_at__gte=midnight(since), invited_at__lt=midnight(until + timedelta(days=1))
    )
    return Response(**rows.order_by().aggregate(asked=Count("pk"), answered=Count("answer")))


def attributes_asked() -> dict[str, Question]:
    """Attribute → its question, in the newest published form that asks it."""
    found: dict[str, Question] = {}
    for row in Survey.objects.exclude(published_at=None).order_by("published_at", "pk"):
        found |= {each.code: each for each in from_data(row.questions) if each.kind is Kind.PAIR}
    return found


def pair_sums(rows: QuerySet[SurveyAnswer], codes: Sequence[str]) -> dict[str, Sums]:
    """Of each attribute: how many pairs, and the sums that means and intervals need. One query."""
    wanted: dict[str, Any] = {}
    for place, code in enumerate(codes):
        values = {part: Cast(KT(f"answers__{code}__{part}"), FloatField()) for part in Part}
        wanted[f"n{place}"] = Count(values[Part.SATISFACTION])
        for part, value in values.items():
            wanted[f"{part}{place}"] = Sum(value, default=0.0)
            wanted[f"{part}_squares{place}"] = Sum(value * value, default=0.0)
    found = rows.order_by().aggregate(**wanted) if codes else {}
    names = ("n", *(f"{part}{more}" for part in Part for more in ("", "_squares")))
    return {code: Sums(**{name: found[f"{name}{place}"] for name in names}) for place, code in enumerate(codes)}


def competitors_named(rows: QuerySet[SurveyAnswer], *, limit: int) -> list[tuple[str, int]]:
    named = rows.exclude(competitor="").order_by().values("competitor").annotate(n=Count("pk"))
    return [(row["competitor"], row["n"]) for row in named.order_by("-n", "competitor")[:limit]]


def visited(rows: QuerySet[MysteryVisit], codes: Sequence[str]) -> dict[str, tuple[int, float]]:
    """Attribute → how many mystery visits scored it, and their mean of 1 to 5. One query."""
    scores = {code: Cast(KT(f"scores__{code}"), FloatField()) for code in codes}
    wanted = {f"n{place}": Count(score) for place, score in enumerate(scores.values())}
    wanted |= {f"mean{place}": Avg(score) for place, score in enumerate(scores.values())}
    found = rows.order_by().aggregate(**wanted) if codes else {}
    return {
        code: (found[f"n{place}"], round(found[f"mean{place}"], 1))
        for place, code in enumerate(codes)
        if found[f"n{place}"]
    }


#: Answers as lists show them.
ANSWERS = SurveyAnswer.objects.select_related("survey", "outlet", "invitation__customer", "task")
