"""What is done to one waybill in a step: handed over, signed for, a problem registered. Each is an event."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.figures import Badge
from outlets.access import Access, admit
from outlets.models import Outlet
from shipments.forms.signing import SignForm
from shipments.models import ScanKind, Waybill
from shipments.rules.signers import needs_consent
from shipments.services.scans import Scan, record_scans
from shipments.services.signing import sign_detail
from shipments.tables.waybills import master_of
from shipments.views.pictures import keep_sign_picture
from shipments.views.refusals import what_to_do
from shipments.views.shipment import waybill_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, number: str) -> HttpResponse:
    access, waybill = admit(request.user, OUTLET_ROLES), waybill_or_404(request, number)
    at = timezone.now()
    initial = {"event_id": uuid4(), "consent_at": timezone.localtime(at).replace(second=0, microsecond=0)}
    form = SignForm(request.POST or None, request.FILES or None, initial=initial, entered_at=waybill.entered_at, at=at)
    if request.method == "POST" and form.is_valid():
        entry, operator = request.POST.get("kind") != ScanKind.DELIVERED, request.user.get_full_name()
        told = entry or needs_consent(form.entry().relation)
        detail = sign_detail(form.entry(), operator=operator) if told else {"operator": operator}
        kind = ScanKind.SIGNED if entry else ScanKind.DELIVERED
        event_id, picture = form.cleaned_data["event_id"], form.cleaned_data["picture"]
        if fault := record_one(request, access, waybill, kind=kind, event_id=event_id, detail=detail):
            form.add_error(None, fault)
        else:
            outlet = outlet_of(waybill, access)
            lost = keep_sign_picture(picture, waybill, outlet, event_id=event_id, by=request.user) if picture else ""
            return done(request, waybill, Badge("review", lost) if lost else Badge("met", kind.label))
    return ask(request, waybill, form, title=_("Sign"), part="shipments/_sign_form.html")


def record_one(
    request: HttpRequest, access: Access, waybill: Waybill, *, kind: str, event_id: Any, detail: dict[str, Any]
) -> str:
    """Record one event for the whole waybill, now. Returns what stands against it, in words."""
    at, master = timezone.now(), master_of(waybill)
    outlet = outlet_of(waybill, access)
    if master is None or outlet is None:
        return what_to_do("foreign_outlet")
    scan = Scan(
        event_id=event_id,
        kind=str(kind),
        piece=master.number,
        outlet=outlet.code,
        occurred_at=at,
        device_at=at,
        detail={name: value for name, value in detail.items() if value},
    )
    receipt = record_scans([scan], source=f"user:{request.user.pk}", access=access, at=at)
    return what_to_do(receipt.rejected[0].code) if receipt.rejected else ""


def outlet_of(waybill: Waybill, access: Access) -> Outlet | None:
    """Where this person does it: at the latest of their outlets that had the waybill, else at the destination."""
    mine = waybill.runs.filter(outlet__in=access.outlet_ids, dropped=False).select_related("outlet")
    latest = mine.order_by("-clock__received_at").first()
    if latest:
        return latest.outlet
    if waybill.destination_id in access.outlet_ids:
        return waybill.destination
    return Outlet.objects.filter(pk__in=access.outlet_ids).order_by("code").first()


def ask(request: HttpRequest, waybill: Waybill, form: Any, *, title: str, part: str, **more: Any) -> HttpResponse:
    context = {
        "title": title,
        "waybill": waybill,
        "form": form,
        "part": part,
        "trail": [(waybill.number, waybill.get_absolute_url())],
        "next": next_url(request),
        "inline": bool(request.htmx),
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, part if request.htmx else "shipments/act.html", context, status=status)


def done(request: HttpRequest, waybill: Waybill, badge: Badge) -> HttpResponse:
    """The row that was acted on stays where it is and says so; without htmx, back to where it was asked for."""
    if request.htmx:
        return render(request, "shipments/_work_done.html", {"waybill": waybill, "badge": badge})
    messages.success(request, _("%(number)s: %(what)s") % {"number": waybill.number, "what": badge.word})
    return redirect(next_url(request) or waybill.get_absolute_url())


def next_url(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.GET.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else ""
