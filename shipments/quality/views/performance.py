"""Monthly performance: the ranking, and one score line by line."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.quality.filters.performance import ScoreFilter
from shipments.quality.models import Score
from shipments.quality.queries.performance import SCORES, months_of, proposals
from shipments.quality.rules.performance import grade_of
from shipments.quality.tables.performance import MEASURES, Line, ScoreTable, grade_badge, points_share, who
from shipments.rules.edition import Edition

#: Who sees a ranking; a courier sees the own score.
WATCHERS = HQ_ROLES | {Role.MANAGER}


class ScoreList(ListPage):
    queryset = SCORES.with_rank()
    filterset_class = ScoreFilter
    table_class = ScoreTable
    title = gettext_lazy("Performance")
    ordering = ("-ranked", "-points", "-id")
    template_name = "quality/scores.html"
    empty = Empty(
        gettext_lazy("No scores"),
        gettext_lazy("On the first days of a month the month before is scored by the rule book's formula."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Who manages nobody wants the own score."""
        access = admit(request.user, WATCHERS | {Role.COURIER})
        own = Score.objects.filter(person=request.user).order_by("-month").first()
        if not access.has(WATCHERS) and own is not None:
            return redirect(own)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        filterset = context["filterset"]
        return context | {"month": filterset.chosen_month if filterset.is_valid() else None}


@require_safe
def score(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(SCORES.visible_to(request.user).with_rank(), pk=pk)
    formula = Edition.from_data(shown.edition.data).performance
    lines = [Line.of_data(told) for told in shown.lines]
    access = access_of(request.user)
    context = {
        "title": who(shown),
        "trail": [(_("Performance"), reverse("quality:scores"))] if access.has(WATCHERS) else [],
        "badge": grade_badge(shown),
        "score": shown,
        "month": f"{shown.month:%Y-%m}",
        "lines": lines,
        "share": points_share(shown),
        "earned": grade_of(shown.points, formula),
        "grades": formula.grades,
        "minimum": formula.courier_minimum if shown.person_id else formula.outlet_minimum,
        "missing": [line.label for line in lines if line.points is None],
        "measured": sum(line.weight for line in lines if line.points is not None),
        "courses": [
            (each.course, _course_url(each.course, request), [MEASURES[measure] for measure in each.measures])
            for each in proposals([line.measure for line in lines if line.weak], courier=shown.person_id is not None)
        ],
        "months": [(each, points_share(each), grade_badge(each)) for each in months_of(shown)],
        "couriers_url": _couriers_url(shown) if shown.person_id is None else "",
    }
    return render(request, "quality/score.html", context)


def _course_url(course: Any, request: HttpRequest) -> str:
    return course.get_absolute_url() if access_of(request.user).has(WATCHERS) else reverse("outlets:my_training")


def _couriers_url(shown: Score) -> str:
    return f"{reverse('quality:scores')}?month={shown.month:%Y-%m}&kind=couriers&outlet={shown.outlet.code}"
