"""How content customers are: the figures with how sure they are, and the answers behind them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.figures import Stat
from crm.shared.graphs import Day, DayGraph, day_graph
from crm.shared.views import Empty, ListPage
from customers.filters.surveys import AnswerFilter, FigureFilter
from customers.models import FocusGroup, Invitation, MysteryVisit, SurveyAnswer
from customers.models.surveys import in_language
from customers.queries.callbacks import weeks_until
from customers.queries.survey_figures import (
    ANSWERS,
    Counted,
    attributes_asked,
    competitors_named,
    counted,
    counted_by,
    counted_by_week,
    pair_sums,
    response,
    visited,
)
from customers.rules.quadrant_drawing import Drawing, drawing
from customers.rules.survey_figures import ENOUGH, attributes, quadrant
from customers.rules.survey_sampling import Stratum
from customers.services.survey_forms import SURVEY_EDITORS
from customers.tables.customers import shown_name
from customers.tables.surveys import (
    CORNERS,
    AnswerTable,
    FigureLine,
    drawn_nps,
    drawn_share,
    said,
    stratum_badge,
    voice_badge,
)
from outlets.access import access_of, admit
from outlets.models import Outlet

#: Who reads what customers say: headquarters of the network, managers and service clerks of their outlet.
LISTENERS = HQ_ROLES | {Role.MANAGER, Role.SERVICE_CLERK}
PERIOD_DAYS, MOST_WEEKS = 90, 26
OUTLETS, COMMENTS, COMPETITORS, VISITS = 15, 6, 5, 3


@dataclass(frozen=True, slots=True)
class Question:
    """What the figures are asked about. query: as the list of answers reads it."""

    rows: QuerySet[SurveyAnswer]
    since: date
    until: date
    told: dict[str, Any]
    query: dict[str, str]

    def url(self, **more: str) -> str:
        return f"{reverse('customers:survey_answers')}?{urlencode({**self.query, **more})}"


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    access = admit(request.user, LISTENERS)
    filters, asked = _asked(request)
    told = counted(asked.rows)
    codes = attributes_asked()
    names = {code: in_language(dict(question.text)) for code, question in codes.items()}
    found = quadrant(attributes(pair_sums(asked.rows, list(codes))))
    visits = MysteryVisit.objects.visible_to(request.user).filter(on__range=(asked.since, asked.until))
    if outlet := asked.told.get("outlet"):
        visits = visits.filter(outlet=outlet)
    context = {
        "title": _("Satisfaction"),
        "here": "surveys",
        "tabs": tabs(request),
        "filters": filters,
        "asked": asked,
        "told": told,
        "enough": ENOUGH,
        "stats": _stats(request, asked, told),
        "graph": _graph(asked),
        "strata": list(_strata(asked)),
        "outlets": _outlets(asked) if access.network or len(access.outlet_ids) > 1 else [],
        "quadrant": drawing(found, names) if found else None,
        "corners": _corners(drawing(found, names), visited(visits, list(codes))) if found else [],
        "comments": ANSWERS.filter(pk__in=asked.rows.exclude(comment="").values("pk")).order_by("-answered_at")[
            :COMMENTS
        ],
        "competitors": competitors_named(asked.rows, limit=COMPETITORS),
        "visits": visits.select_related("outlet")[:VISITS],
        "groups": FocusGroup.objects.filter(on__range=(asked.since, asked.until))[:VISITS] if access.network else [],
        "network": access.network,
    }
    return render(request, "customers/surveys.html", context)


def _asked(request: HttpRequest) -> tuple[FigureFilter, Question]:
    """The filters in force; without days, the last 90."""
    today = timezone.localdate()
    given = request.GET.copy()
    given.setdefault("since", (today - timedelta(days=PERIOD_DAYS - 1)).isoformat())
    given.setdefault("until", today.isoformat())
    rows = SurveyAnswer.objects.visible_to(request.user)
    filters = FigureFilter(given, queryset=rows, request=request)
    valid = filters.is_valid()
    told = filters.form.cleaned_data if valid else {}
    until = told.get("until") or today
    since = told.get("since") or until - timedelta(days=PERIOD_DAYS - 1)
    names = filters.form.fields
    query = {name: given[name] for name in names if given.get(name)} if valid else {}
    query |= {"since": since.isoformat(), "until": until.isoformat()}
    return filters, Question(filters.qs if valid else rows.none(), since, until, told, query)


def _stats(request: HttpRequest, asked: Question, told: Counted) -> list[Stat]:
    csat, nps = drawn_share(told.csat), drawn_nps(told.nps)
    too_few = _("too few to conclude from")
    answered = response(
        Invitation.objects.visible_to(request.user), _of_invitations(asked.told), since=asked.since, until=asked.until
    )
    return [
        Stat(
            _("Satisfied"),
            csat.text if csat else None,
            asked.url(voice="content"),
            whole=_sure(csat, told.stars, too_few),
            definition=_("Share of those with 4 or 5 of 5 stars; 95 of 100 such ranges hold the true share."),
        ),
        Stat(
            _("Net promoter score"),
            nps.text if nps else None,
            asked.url(voice="promoter"),
            whole=_sure(nps, told.points, too_few),
            definition=_("Those with 9 or 10 less those with 0 to 6, in per cent of all who gave points."),
        ),
        Stat(
            _("Answered"),
            answered.answered,
            asked.url(),
            whole=_("of %(asked)s asked") % {"asked": f"{answered.asked:,}"},
            definition=_("Of those invited in these days whose message was sent."),
        ),
        Stat(_("To be called"), told.low, asked.url(voice="low"), kind="late" if told.low else "met"),
    ]


def _sure(drawn: Any, n: int, too_few: str) -> str:
    if drawn is None:
        return _("no answers")
    words = f"{drawn.range} · n = {n:,}"
    return words if drawn.figure.enough else f"{words}: {too_few}"


def _of_invitations(told: dict[str, Any]) -> dict[str, Any]:
    """The same conditions as columns of an invitation."""
    columns = {"outlet": "outlet", "region": "outlet__region", "kind": "survey__kind", "stratum": "stratum"}
    return {column: told[name] for name, column in columns.items() if told.get(name)}


def _graph(asked: Question) -> DayGraph | None:
    weeks = weeks_until(asked.until, count=min((asked.until - asked.since).days // 7 + 1, MOST_WEEKS))
    found = list(dropwhile(lambda one: not one[1].stars, counted_by_week(asked.rows, weeks)))
    if not found:
        return None
    return day_graph(
        [
            Day(
                label=f"{week:%m-%d}",
                value=None if told.csat.value is None else Decimal(str(told.csat.value)),
                text=f"n = {told.stars}",
                url=asked.url(since=week.isoformat(), until=(week + timedelta(days=6)).isoformat()),
            )
            for week, told in found
        ]
    )


def _strata(asked: Question) -> Iterator[FigureLine]:
    found = counted_by(asked.rows, "stratum")
    for stratum in Stratum:
        yield FigureLine(stratum_badge(stratum), found.get(stratum, Counted()), asked.url(stratum=stratum))


def _outlets(asked: Question) -> list[FigureLine]:
    """Those with enough answers, the least content on top; then the others by how many they have."""
    found = counted_by(asked.rows, "outlet")
    ranked = sorted(found, key=lambda pk: (_worth(found[pk]), -found[pk].answers, pk))[:OUTLETS]
    outlets = Outlet.objects.in_bulk(ranked)
    return [FigureLine(outlets[pk].name, found[pk], asked.url(outlet=outlets[pk].code)) for pk in ranked]


def _worth(told: Counted) -> float:
    return told.csat.value if told.csat.enough and told.csat.value is not None else 101.0


def _corners(drawn: Drawing, visits: dict[str, tuple[int, float]]) -> list[tuple[Any, Any, Any]]:
    """Spot, what its corner says, and what mystery visits found of the same attribute."""
    return [(spot, CORNERS[spot.placed.corner], visits.get(spot.placed.attribute.code)) for spot in drawn.spots]


class AnswerList(ListPage):
    queryset = ANSWERS
    filterset_class = AnswerFilter
    table_class = AnswerTable
    title = gettext_lazy("Survey answers")
    template_name = "customers/survey_list.html"
    ordering = ("-answered_at", "-id")
    empty = Empty(
        gettext_lazy("No answers yet"),
        gettext_lazy("Customers answer by a link in the thank-you message, after a complaint, or in a sample."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[SurveyAnswer]:
        admit(request.user, LISTENERS)
        return super().get_queryset(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"here": "survey_answers", "tabs": tabs(request)}


@require_safe
def survey_answer(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, LISTENERS)
    found = get_object_or_404(ANSWERS.visible_to(request.user), pk=pk)
    customer = found.invitation.customer
    context = {
        "title": shown_name(customer),
        "trail": [
            (_("Satisfaction"), reverse("customers:surveys")),
            (_("Survey answers"), reverse("customers:survey_answers")),
        ],
        "badge": voice_badge(found),
        "answer": found,
        "customer": customer,
        "stratum": stratum_badge(found.stratum),
        "said": list(said(found)),
        "others": ANSWERS.visible_to(request.user)
        .filter(invitation__customer=customer)
        .exclude(pk=found.pk)
        .order_by("-answered_at")[:COMMENTS],
    }
    return render(request, "customers/survey_answer.html", context)


def tabs(request: HttpRequest) -> list[tuple[str, str]]:
    """URL name and words of each tab that this visitor may open."""
    access = access_of(request.user)
    found = [
        ("surveys", _("Figures")),
        ("survey_answers", _("Survey answers")),
        ("mystery_visits", _("Mystery visits")),
    ]
    if access.network:
        found += [("survey_rounds", _("Samples")), ("focus_groups", _("Focus groups")), ("survey_forms", _("Forms"))]
    return found


def may_edit(request: HttpRequest) -> bool:
    return access_of(request.user).has(SURVEY_EDITORS)
