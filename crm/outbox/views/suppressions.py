"""Addresses that are not written to, and what headquarters allow to be sent."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import HQ_ROLES
from crm.outbox.filters.messages import SuppressionFilter
from crm.outbox.forms.messages import AllowForm, LimitsForm, SuppressionForm
from crm.outbox.models import SpentDay, Suppression
from crm.outbox.queries import limits
from crm.outbox.roles import LIMITERS, SUPPRESSORS
from crm.outbox.services.limits import change_limits
from crm.outbox.services.suppression_notes import end, note
from crm.outbox.tables.templates import SuppressionTable, suppressed_address
from crm.outbox.views.frame import CentreList, frame
from crm.shared.errors import Refused
from crm.shared.figures import Stat
from crm.shared.views import Empty
from outlets.access import access_of, admit


class SuppressionList(CentreList):
    queryset = Suppression.objects.all()
    filterset_class = SuppressionFilter
    table_class = SuppressionTable
    title = gettext_lazy("Not written to")
    template_name = "outbox/suppressions.html"
    ordering = ("-id",)
    here = "suppressions"
    may = HQ_ROLES
    empty = Empty(
        gettext_lazy("Nobody has refused yet"),
        gettext_lazy("Who answers R, T, TD, N, 退订 or 取消, or refuses on our page, stands here at once."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"may_act": access_of(request.user).has(SUPPRESSORS)}


@require_http_methods(["GET", "HEAD", "POST"])
def suppression_new(request: HttpRequest) -> HttpResponse:
    admit(request.user, SUPPRESSORS)
    form = SuppressionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if note(**form.cleaned_data, by=request.user, at=timezone.now()):
            messages.success(request, _("From now on nothing is sent there."))
        else:
            messages.info(request, _("It stood on the list already."))
        return redirect("outbox:suppressions")
    context = {
        "title": _("Write no more to"),
        "trail": _trail(),
        "form": form,
        "cancel": reverse("outbox:suppressions"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def suppression(request: HttpRequest, pk: int) -> HttpResponse:
    """Ended when its owner wants to be written to again; who said so is kept."""
    admit(request.user, SUPPRESSORS)
    found = get_object_or_404(Suppression, pk=pk, ended_at=None)
    form = AllowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end(found, form.cleaned_data["proof"], by=request.user, at=timezone.now())
        messages.success(request, _("It may be written to again."))
        return redirect("outbox:suppressions")
    context = {
        "title": _("Write to %(address)s again") % {"address": suppressed_address(found)},
        "trail": _trail(),
        "lead": f"{found.get_source_display()} · {found.proof}" if found.proof else found.get_source_display(),
        "form": form,
        "submit": _("Its owner wants to be written to"),
        "cancel": reverse("outbox:suppressions"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sending_limits(request: HttpRequest) -> HttpResponse:
    """Read by headquarters, changed by few; every change is recorded."""
    access = admit(request.user, LIMITERS if request.method == "POST" else HQ_ROLES)
    current, may_edit = limits(), access.has(LIMITERS)
    form = LimitsForm(request.POST or None, instance=limits())
    if request.method == "POST" and form.is_valid():
        try:
            change_limits(form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: it holds from the next message on."))
            return redirect("outbox:limits")
    spent = SpentDay.objects.filter(day=timezone.localdate()).values_list("yuan", flat=True).first() or Decimal(0)
    facts = [(field.label, current.serializable_value(field.name)) for field in form]
    context = {
        "title": _("Limits"),
        "form": form if may_edit else None,
        "facts": facts,
        "stats": [
            Stat(
                _("Spent today"),
                spent.quantize(Decimal("0.01")),
                unit=_("yuan"),
                whole=_("of %(yuan)s") % {"yuan": current.yuan_a_day},
            )
        ],
        **frame(request, "limits"),
    }
    return render(request, "outbox/limits.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Message centre"), reverse("outbox:messages")), (_("Not written to"), reverse("outbox:suppressions"))]
