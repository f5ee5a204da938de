"""Headquarters' list of problem reasons: everybody may read it, the rule book's editors word it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import RULE_EDITORS
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.forms.problem_reason import ReasonForm
from shipments.models import ProblemReason
from shipments.services.problem_reasons import add_reason, change_reason
from shipments.tables.problems import ReasonTable


class ReasonList(ListPage):
    queryset = ProblemReason.objects.all()
    table_class = ReasonTable
    template_name = "shipments/problem_reasons.html"
    title = gettext_lazy("Problem reasons")
    ordering = ("category", "order", "id")
    page_size = 100
    empty = Empty(
        gettext_lazy("No reasons"),
        gettext_lazy("A reason names who answers for it, and offers the outlet a sentence with blanks."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"may_word": access_of(request.user).has(RULE_EDITORS)}


@require_http_methods(["GET", "HEAD", "POST"])
def reason_new(request: HttpRequest) -> HttpResponse:
    admit(request.user, RULE_EDITORS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_reason(form.cleaned_data["code"], form.wording(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The reason is offered from now on."))
            return redirect("shipments:problem_reasons")
    return _page(request, form, title=_("New reason"))


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: HttpRequest, code: str) -> HttpResponse:
    admit(request.user, RULE_EDITORS)
    shown = get_object_or_404(ProblemReason, code=code)
    form = ReasonForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        change_reason(shown, form.wording(), by=request.user, at=timezone.now())
        messages.success(request, _("The reason is changed."))
        return redirect("shipments:problem_reasons")
    return _page(request, form, title=_("Reason %(code)s") % {"code": code})


def _page(request: HttpRequest, form: ReasonForm, *, title: str) -> HttpResponse:
    reasons = reverse("shipments:problem_reasons")
    context = {"title": title, "form": form, "trail": [(_("Problem reasons"), reasons)], "cancel": reasons}
    return render(request, "form_page.html", context, status=422 if form.is_bound else 200)
