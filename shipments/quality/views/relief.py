"""Relief orders: what waits for a decision, one order with what it waived, and a new one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from shipments.quality.filters.ledger import ReliefFilter
from shipments.quality.forms.relief import ReliefDecisionForm, ReliefForm
from shipments.quality.models import ReliefOrder
from shipments.quality.services.relief import APPROVERS, PROPOSERS, decide_relief, propose_relief
from shipments.quality.tables.ledger import ReliefTable, charge_words, days_words, place_words, relief_badge

ORDERS = ReliefOrder.objects.select_related("outlet", "region", "proposed_by", "decided_by")


class ReliefList(ListPage):
    queryset = ORDERS
    filterset_class = ReliefFilter
    table_class = ReliefTable
    title = gettext_lazy("Relief orders")
    template_name = "quality/relief_orders.html"
    empty = Empty(
        gettext_lazy("No relief orders"),
        gettext_lazy("After a storm or a closed road, fines of those days are waived in the open by an order."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"may_propose": access_of(request.user).has(PROPOSERS)}


@require_safe
def relief_order(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "quality/relief_order.html", _shown(request, pk, ReliefDecisionForm()))


def _shown(request: HttpRequest, pk: int, form: ReliefDecisionForm) -> dict[str, Any]:
    order = get_object_or_404(ORDERS.visible_to(request.user), pk=pk)
    access = access_of(request.user)
    entries = order.entries.visible_to(request.user).order_by()
    own = order.proposed_by_id == request.user.pk
    return {
        "title": _("Relief %(days)s") % {"days": days_words(order)},
        "trail": [(_("Relief orders"), reverse("quality:relief_orders"))],
        "badge": relief_badge(order),
        "order": order,
        "place": place_words(order),
        "days": days_words(order),
        "charges": charge_words(order.charges),
        "waived": entries.aggregate(count=Count("pk"), yuan=Sum("yuan")),
        "may_decide": order.decided_at is None and access.has(APPROVERS) and not own,
        "own": order.decided_at is None and access.has(APPROVERS) and own,
        "form": form,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def relief_new(request: HttpRequest) -> HttpResponse:
    admit(request.user, PROPOSERS)
    form = ReliefForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            order = propose_relief(
                form.relief(), reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The order is proposed: a colleague decides it."))
            return redirect(order)
    here = reverse("quality:relief_orders")
    context = {
        "title": _("Propose a relief order"),
        "lead": _("Nothing is waived before somebody else has approved it."),
        "form": form,
        "trail": [(_("Relief orders"), here)],
        "cancel": here,
        "submit": _("Propose"),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


@require_POST
def relief_decide(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, APPROVERS)
    order = get_object_or_404(ReliefOrder, pk=pk)
    form = ReliefDecisionForm(request.POST)
    approve = request.POST.get("act") == "approve"
    if not form.is_valid():
        return render(request, "quality/relief_order.html", _shown(request, pk, form), status=422)
    try:
        waived = decide_relief(
            order, approve=approve, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(order)
    said = ngettext("Approved: %(count)s fine is waived.", "Approved: %(count)s fines are waived.", waived)
    messages.success(request, said % {"count": waived} if approve else _("The order is refused."))
    return redirect(order)
