"""Agreeing on another time with the customer of a late shipment."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.errors import Refused
from outlets.access import admit
from shipments.forms.negotiations import NegotiationForm
from shipments.models import Call, Waybill
from shipments.services.negotiations import negotiate as make_negotiation
from shipments.tables.negotiations import promise_badge, promises_of
from shipments.views.acts import next_url, outlet_of
from shipments.views.shipment import waybill_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def negotiate(request: HttpRequest, number: str) -> HttpResponse:
    access = admit(request.user, OUTLET_ROLES)
    waybill, at = waybill_or_404(request, number), timezone.now()
    form = NegotiationForm(request.POST or None, waybill=waybill, at=at, initial=_initial(request, waybill))
    if request.method == "POST" and form.is_valid():
        agreement, event_id = form.agreement(), form.cleaned_data["event_id"]
        outlet = outlet_of(waybill, access)
        try:
            made = make_negotiation(waybill, agreement, outlet=outlet, event_id=event_id, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            clock = timezone.localtime(made.promised_at).strftime("%m-%d %H:%M")
            messages.success(
                request, _("%(number)s is promised for %(clock)s.") % {"number": waybill.number, "clock": clock}
            )
            return redirect(next_url(request) or waybill.get_absolute_url())
    context = {
        "title": _("Agree on a time"),
        "waybill": waybill,
        "form": form,
        "promises": [(each, promise_badge(each, at=at)) for each in promises_of(waybill)],
        "trail": [(_("Delays"), reverse("shipments:delays")), (waybill.number, waybill.get_absolute_url())],
        "next": next_url(request),
        "at": at,
    }
    return render(request, "shipments/negotiate.html", context, status=422 if form.is_bound and form.errors else 200)


def _initial(request: HttpRequest, waybill: Waybill) -> dict[str, Any]:
    """The call that led here, else the latest one that reached somebody."""
    calls = waybill.calls.order_by("-called_at", "-id")
    asked = request.GET.get("call", "")
    found = calls.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    found = found or calls.filter(result__in=("reached", "reschedule")).first()
    sender = found is not None and found.party == Call.Party.SENDER
    return {"call": found, "partner": "sender" if sender else "receiver", "event_id": uuid4()}
