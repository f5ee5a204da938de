"""Putting a row of the work page aside for a while, and taking it back."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from outlets.access import Access, admit
from shipments.forms.snooze import SnoozeForm
from shipments.models import DeliveryRun, Waybill
from shipments.rules.snoozes import latest_snooze
from shipments.services.snoozes import next_due, snooze, wake
from shipments.views.acts import ask, done, next_url
from shipments.views.shipment import waybill_or_404

USUAL = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
def snooze_run(request: HttpRequest, number: str) -> HttpResponse:
    access, waybill, at = admit(request.user, OUTLET_ROLES), waybill_or_404(request, number), timezone.now()
    run = _run(waybill, access)
    latest = latest_snooze(next_due(run), at=at) if run else None
    until = timezone.localtime(min(at + USUAL, latest) if latest else at).replace(second=0, microsecond=0)
    form = SnoozeForm(request.POST or None, initial={"until": until}, auto_id=f"snooze_{waybill.pk}_%s")
    if request.method == "POST" and form.is_valid():
        try:
            if run is None:
                raise Refused(_("Nothing is open here: there is nothing to put aside."), code="not_open")
            kept = snooze(run, **form.cleaned_data, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            clock = timezone.localtime(kept.until).strftime("%H:%M")
            return done(request, waybill, Badge("soon", _("Put aside, back at %(clock)s") % {"clock": clock}))
    return ask(request, waybill, form, title=_("Put aside"), part="shipments/_snooze_form.html", latest=latest)


@require_POST
def snooze_end(request: HttpRequest, number: str) -> HttpResponse:
    access = admit(request.user, OUTLET_ROLES)
    waybill = waybill_or_404(request, number)
    run = _run(waybill, access)
    if run and wake(run, at=timezone.now()):
        messages.success(request, _("%(number)s is back on the list.") % {"number": waybill.number})
    return redirect(next_url(request) or "shipments:work")


def _run(waybill: Waybill, access: Access) -> DeliveryRun | None:
    """The latest open one at an outlet of this person."""
    mine = waybill.runs.filter(outlet__in=access.outlet_ids, dropped=False, delivers=True, signed_at=None)
    return mine.select_related("clock").order_by("-clock__received_at").first()
