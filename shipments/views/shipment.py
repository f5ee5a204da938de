"""One shipment: what happened, what was due, why, and what it led to."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.errors import Refused
from crm.shared.panels import panels
from outlets.access import access_of
from shipments.forms.unmasking import UnmaskForm
from shipments.models import Piece, Waybill
from shipments.queries.shipment import duties_of, events_of
from shipments.rules.numbers import clean_number
from shipments.services.unmasking import unmask as unmask_party
from shipments.tables.explained_duties import explained
from shipments.tables.states import piece_badge, remark_badge, timeliness_badge
from shipments.tables.timeline import timeline
from shipments.tables.waybills import master_of


@require_safe
def shipment(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "shipments/shipment.html", _page(request, waybill_or_404(request, number), number))


@require_POST
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """Show one party's data whole, once, and remember who asked and why."""
    waybill = waybill_or_404(request, number)
    form = UnmaskForm(request.POST)
    if not form.is_valid():
        return render(request, "shipments/shipment.html", _page(request, waybill, number, unmask_form=form), status=422)
    party = form.cleaned_data["party"]
    access = access_of(request.user)
    try:
        shown = unmask_party(waybill, **form.cleaned_data, access=access, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _refused(request, waybill, number, str(refusal))
    if request.htmx:
        return render(request, "shipments/_unmasked.html", {"shown": shown, "waybill": waybill})
    return render(request, "shipments/shipment.html", _page(request, waybill, number, shown=shown, party=party))


def _refused(request: HttpRequest, waybill: Waybill, number: str, refusal: str) -> HttpResponse:
    if request.htmx:
        return render(request, "shipments/_unmask_refused.html", {"refusal": refusal}, status=429)
    page = _page(request, waybill, number, unmask_refusal=refusal)
    return render(request, "shipments/shipment.html", page, status=429)


def waybill_or_404(request: HttpRequest, number: str) -> Waybill:
    """By its own number or by that of one of its pieces; what the person may not see does not exist."""
    number = clean_number(number)
    of_piece = Piece.objects.filter(number=number).values("waybill")
    mine = Waybill.objects.visible_to(request.user).select_related("origin", "destination", "customer")
    found = mine.prefetch_related("pieces__state_outlet").filter(Q(number=number) | Q(pk__in=of_piece)).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, waybill: Waybill, number: str, **more: Any) -> dict[str, Any]:
    at = timezone.now()
    events, duties = events_of(waybill), duties_of(waybill, at)
    outlets = {event.outlet.code: event.outlet.name for event in events}
    outlets |= {outlet.code: outlet.name for outlet in (waybill.origin, waybill.destination)}
    master = master_of(waybill)
    problems = waybill.problems.select_related("outlet", "piece", "reason").order_by("-registered_at")
    access = access_of(request.user)
    return {
        "title": waybill.number,
        "waybill": waybill,
        "trail": [(_("Waybills"), reverse("shipments:waybills"))],
        "badge": piece_badge(master),
        "pieces": [(piece, piece_badge(piece)) for piece in waybill.pieces.all()],
        "chosen": clean_number(number),
        "lines": timeline(events, number=waybill.number),
        "duties": explained(duties, outlets=outlets),
        "problems": [(each, timeliness_badge(each), remark_badge(each)) for each in problems],
        "panels": panels("shipment", waybill, request.user),
        "unmask_form": UnmaskForm(),
        "may_act": access.has(OUTLET_ROLES),
        "at": at,
    } | more
