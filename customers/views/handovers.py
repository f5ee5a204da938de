"""Files offered from outlet to outlet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS
from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage
from customers.filters.handovers import HandoverFilter
from customers.forms.handovers import AnswerForm, OfferForm
from customers.models import Customer, Handover
from customers.services import handovers as service
from customers.services.handovers import OFFERERS
from customers.tables.customers import shown_name
from customers.tables.handovers import HandoverTable, handover_badge, offered_tier
from outlets.access import Access, admit

HANDOVERS = Handover.objects.select_related("customer__standing", "outlet", "to_outlet", "offered_by", "answered_by")
SAID: dict[str, "str | Promise"] = {
    "accept": gettext_lazy("The file is yours now."),
    "decline": gettext_lazy("Declined."),
    "take_back": gettext_lazy("Taken back."),
}


class HandoverList(ListPage):
    queryset = HANDOVERS
    filterset_class = HandoverFilter
    table_class = HandoverTable
    title = gettext_lazy("Handovers")
    empty = Empty(
        gettext_lazy("No handovers"),
        gettext_lazy("A file is offered from its own page; it goes when the other outlet accepts."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, OFFERERS | HQ_ROLES)
        return super().get(request, **kwargs)


@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    access = admit(request.user, OFFERERS | HQ_ROLES)
    found = get_object_or_404(HANDOVERS.visible_to(request.user), pk=pk)
    return render(request, "customers/handover.html", _shown(found, access, AnswerForm()))


@require_POST
def handover_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline by the outlet that was asked, take back by the one that offered."""
    access = admit(request.user, OFFERERS)
    found = get_object_or_404(HANDOVERS.visible_to(request.user), pk=pk)
    what = request.POST.get("decision", "")
    if what not in _decisions(found, access):
        messages.error(request, _("That is for the other outlet's manager, or it is answered already."))
        return redirect(found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "customers/handover.html", _shown(found, access, form), status=422)
    try:
        _deed(what, form)(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, str(SAID[what]))
    return redirect(found.customer if what == "accept" else found)


@require_http_methods(["GET", "HEAD", "POST"])
def handover_offer(request: HttpRequest, pk: int) -> HttpResponse:
    admit(request.user, OFFERERS)
    customer = get_object_or_404(Customer.objects.current().visible_to(request.user), pk=pk)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            offered = service.offer(customer, told["to_outlet"], told["reason"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(offered)
    context = {
        "title": _("Hand over"),
        "lead": shown_name(customer),
        "trail": [(shown_name(customer), customer.get_absolute_url())],
        "form": form,
        "submit": _("Offer it"),
        "cancel": customer.get_absolute_url(),
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _decisions(found: Handover, access: Access) -> frozenset[str]:
    asked = {"accept", "decline"} if access.manages(found.to_outlet_id) else set()
    own = access.manages(found.outlet_id) or access.has(NETWORK_EDITORS)
    return frozenset(asked | ({"take_back"} if own else set()))


def _deed(what: str, form: AnswerForm) -> Callable[..., Handover]:
    if what == "decline":
        return lambda found, **who: service.decline(found, form.cleaned_data["answer"], **who)
    return service.accept if what == "accept" else service.take_back


def _shown(found: Handover, access: Access, form: AnswerForm) -> dict[str, Any]:
    customer = found.customer
    return {
        "title": shown_name(customer),
        "trail": [(_("Handovers"), reverse("customers:handovers"))],
        "badge": handover_badge(found),
        "handover": found,
        "tier": offered_tier(customer),
        "decisions": _decisions(found, access) if found.state == Handover.State.OFFERED else frozenset(),
        "mine": access.network or customer.outlet_id in access.outlet_ids,
        "form": form,
    }
