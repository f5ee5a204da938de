"""Forms of surveys: what was and is asked, a draft edited, seen as a customer sees it, published."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import HQ_ROLES
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.forms.survey_answers import AnswerForm
from customers.forms.surveys import FAULTS, KINDS, SurveyForm
from customers.models import Survey
from customers.rules.survey_forms import faults_of, from_data
from customers.services import survey_forms as service
from customers.services.survey_forms import SURVEY_EDITORS
from customers.tables.surveys import SurveyTable, survey_badge
from customers.views.surveys import may_edit, tabs
from outlets.access import admit


class SurveyFormList(ListPage):
    queryset = Survey.objects.all()
    table_class = SurveyTable
    title = gettext_lazy("Forms of surveys")
    template_name = "customers/survey_list.html"
    ordering = ("kind", "-version", "id")
    empty = Empty(gettext_lazy("No forms"), gettext_lazy("The product ships one for each kind of survey."))

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Survey]:
        admit(request.user, HQ_ROLES)
        return self.queryset.all()  # what customers are asked is no secret of an outlet

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"here": "survey_forms", "tabs": tabs(request)}


@require_safe
def survey_form(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, HQ_ROLES)
    found = get_object_or_404(Survey, pk=pk)
    questions = from_data(found.questions)
    context = {
        "title": str(found),
        "trail": _trail(),
        "survey": found,
        "badge": survey_badge(found),
        "form": AnswerForm(questions),
        "kinds": [(question, KINDS[question.kind]) for question in questions],
        "faults": [FAULTS[fault] for _place, fault in faults_of(questions)],
        "draft": Survey.objects.filter(kind=found.kind, published_at=None).first(),
        "may_edit": may_edit(request),
    }
    return render(request, "customers/survey_form.html", context)


@require_POST
def survey_draft(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    draft = service.draft_from(get_object_or_404(Survey, pk=pk), by=request.user, at=timezone.now())
    return redirect("customers:survey_edit", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_edit(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    found = get_object_or_404(Survey, pk=pk)
    if found.published_at is not None:
        messages.error(request, _("This version is published and cannot change: make a new one."))
        return redirect(found)
    posted = request.POST if request.method == "POST" else None
    form = SurveyForm(posted, survey=found, questions=from_data(found.questions))
    if posted is not None and form.is_valid():
        try:
            service.change_draft(found, form.form(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The draft is saved."))
            return redirect(found)
    faulty = form.is_bound and not form.is_valid()
    context = {
        "title": _("Draft: %(script)s") % {"script": found},
        "trail": [*_trail(), (str(found), found.get_absolute_url())],
        "survey": found,
        "form": form,
        "faulty": faulty,
    }
    return render(request, "customers/survey_edit.html", context, status=422 if faulty else 200)


@require_POST
def survey_publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, service.publish, _("Published: customers are asked this from now on."))


@require_POST
def survey_discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, service.discard, _("The draft is thrown away."))


def _act(request: HttpRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    admit(request.user, SURVEY_EDITORS)
    found = get_object_or_404(Survey, pk=pk)
    try:
        act(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("customers:survey_forms")


def _trail() -> list[tuple[str, str]]:
    return [
        (_("Satisfaction"), reverse("customers:surveys")),
        (_("Forms"), reverse("customers:survey_forms")),
    ]
