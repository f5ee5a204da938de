"""Weight checks: one piece after the other from the scales, and the list of what was weighed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.quality.filters.weights import WeightFilter
from shipments.quality.forms.weights import WeightForm
from shipments.quality.imports import may_bring_weights
from shipments.quality.models import WeightCheck
from shipments.quality.services.weights import WEIGHERS, weigh
from shipments.quality.tables.weights import LatestTable, WeightTable

LATEST = 5


class WeightList(ListPage):
    queryset = WeightCheck.objects.select_related("waybill", "outlet", "by").prefetch_related("violations__fine")
    filterset_class = WeightFilter
    table_class = WeightTable
    title = gettext_lazy("Weight checks")
    template_name = "quality/weights.html"
    empty = Empty(
        gettext_lazy("Nothing weighed yet"),
        gettext_lazy("What was declared stands beside what the scales said; beyond the tolerance it is a violation."),
        gettext_lazy("declared 1.000 kg, weighed 1.420 kg"),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {
            "may_weigh": access_of(request.user).has(WEIGHERS),
            "may_import": may_bring_weights(request.user),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def weight_new(request: HttpRequest) -> HttpResponse:
    """The form stays open for the next piece."""
    admit(request.user, WEIGHERS)
    form = WeightForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            check = weigh(told["number"], told["weighed_kg"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say = messages.warning if check.mismatch else messages.success
            say(request, _said(check))
            return redirect("quality:weight_new")
    latest = WeightList.queryset.filter(by=request.user)[:LATEST]
    context = {
        "title": _("Weigh a piece"),
        "lead": _("Scan the number, enter what the scales say, Enter; the next piece follows."),
        "trail": [(_("Weight checks"), reverse("quality:weights"))],
        "form": form,
        "submit": _("Keep"),
        "table": LatestTable(latest),
        "at": timezone.now(),
    }
    return render(request, "quality/weight_new.html", context, status=422 if form.errors else 200)


def _said(check: WeightCheck) -> str:
    told = {
        "number": check.waybill.number,
        "declared": check.declared_kg,
        "weighed": check.weighed_kg,
        "tolerance": check.tolerance_kg,
    }
    if check.mismatch:
        return (
            _("%(number)s: declared %(declared)s kg, weighed %(weighed)s kg, beyond the tolerance of %(tolerance)s kg.")
            % told
        )
    return _("%(number)s: within the tolerance of %(tolerance)s kg.") % told
