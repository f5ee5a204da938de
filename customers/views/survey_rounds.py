"""Periodic samples: drawn, what came back of each tier and of the lost, closed."""

from secrets import randbelow
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import HQ_ROLES
from crm.outbox.models import Batch
from crm.shared.errors import Refused
from crm.shared.figures import Share
from crm.shared.views import Empty, ListPage
from customers.forms.surveys import RoundForm
from customers.models import Survey, SurveyAnswer, SurveyRound
from customers.queries.survey_figures import Counted, counted_by
from customers.queries.survey_samples import strata, without_recent
from customers.queries.surveys import UNSENT, survey_in_force
from customers.rules.survey_sampling import Stratum
from customers.services import survey_rounds as service
from customers.services.survey_forms import SURVEY_EDITORS
from customers.tables.surveys import RoundTable, drawn_nps, drawn_share, round_badge, stratum_badge
from customers.views.surveys import may_edit, tabs
from outlets.access import admit

UNSENT_NOW = Q(invitations__message__state__in=UNSENT)
ROUNDS = SurveyRound.objects.select_related("survey", "drawn_by").annotate(
    asked=Count("invitations", filter=~UNSENT_NOW | Q(invitations__message=None)),
    answered=Count("invitations__answer"),
    closes_at=Max("invitations__closes_at"),
)


class RoundList(ListPage):
    queryset = ROUNDS
    table_class = RoundTable
    title = gettext_lazy("Samples")
    template_name = "customers/survey_list.html"
    ordering = ("-drawn_at", "-id")
    empty = Empty(
        gettext_lazy("No sample drawn"),
        gettext_lazy(
            "A sample asks some customers of every tier and of the lost; its seed shows that nobody chose them."
        ),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[SurveyRound]:
        admit(request.user, HQ_ROLES)
        return self.queryset.all()  # samples are headquarters' own

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        more = {"here": "survey_rounds", "tabs": tabs(request)}
        if may_edit(request):
            more |= {"new_url": reverse("customers:survey_round_new"), "new_words": _("Draw a sample")}
        return super().get_context(request, **kwargs) | more


@require_http_methods(["GET", "HEAD", "POST"])
def survey_round_new(request: HttpRequest) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    at, survey = timezone.now(), survey_in_force(Survey.Kind.PERIODIC)
    there = dict(strata(asked_since=without_recent(survey, at))) if survey else {}
    initial = {"name": _("Satisfaction %(month)s") % {"month": f"{timezone.localdate(at):%Y-%m}"}}
    form = RoundForm(request.POST if request.method == "POST" else None, initial=initial, populations=there)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = service.draw_round(form.wanted(seed=randbelow(2**31) + 1), by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Drawn: the links are on their way."))
            return redirect(drawn)
    context = {
        "title": _("Draw a sample"),
        "lead": _("Some of every tier and of the lost, by lot. Whoever was asked a short time ago is left out."),
        "trail": _trail(),
        "form": form,
        "submit": _("Draw and invite"),
        "cancel": reverse("customers:survey_rounds"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_safe
def survey_round(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, HQ_ROLES)
    found = get_object_or_404(ROUNDS, pk=pk)
    context = {
        "title": found.name,
        "trail": _trail(),
        "round": found,
        "badge": round_badge(found),
        "lines": _lines(found),
        "batch": Batch.objects.filter(key=service.batch_key(found)).first(),
        "may_close": may_edit(request) and found.closes_at is not None and found.closes_at > timezone.now(),
    }
    return render(request, "customers/survey_round.html", context)


@require_POST
def survey_round_close(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    found = get_object_or_404(SurveyRound, pk=pk)
    service.close_round(found, by=request.user, at=timezone.now())
    messages.success(request, _("Closed: nothing is answered or changed any more."))
    return redirect(found)


def _lines(found: SurveyRound) -> list[dict[str, Any]]:
    """Of each stratum: how many there were, were drawn, were not reached, have answered, and what they say."""
    drawn = {
        row["stratum"]: row
        for row in found.invitations.order_by()
        .values("stratum")
        .annotate(drawn=Count("pk"), unsent=Count("pk", filter=Q(message__state__in=UNSENT)), answered=Count("answer"))
    }
    told = counted_by(SurveyAnswer.objects.filter(invitation__round=found), "stratum")
    none = {"drawn": 0, "unsent": 0, "answered": 0}
    return [
        {
            "badge": stratum_badge(stratum),
            "population": found.populations.get(stratum, 0),
            **(row := drawn.get(stratum, none)),
            "share": Share(row["answered"], row["drawn"] - row["unsent"]),
            "csat": drawn_share(told.get(stratum, Counted()).csat),
            "nps": drawn_nps(told.get(stratum, Counted()).nps),
        }
        for stratum in Stratum
    ]


def _trail() -> list[tuple[str, str]]:
    return [
        (_("Satisfaction"), reverse("customers:surveys")),
        (_("Samples"), reverse("customers:survey_rounds")),
    ]
