"""The counter's entry form: parties found as one types, coverage and freight beside it, and the next one at once."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import Role
from crm.shared.days import midnight
from crm.shared.errors import Refused
from crm.shared.masking import mask_address, mask_phone
from customers.models import AddressBookEntry
from customers.queries.address_book import parties_like
from outlets.access import Access, access_of, admit
from outlets.models import Outlet
from outlets.queries.service_areas import Coverage
from outlets.rules.coverage import State
from outlets.tables.service_areas import STATE_BADGES
from shipments.forms.waybill import PARTY, WaybillForm
from shipments.models import Waybill
from shipments.services.counter import NotEntered, enter_at_counter
from shipments.services.quotations import Asked, price_of
from shipments.tables.freight import answer

CLERKS = frozenset({Role.MANAGER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK})


@require_http_methods(["GET", "HEAD", "POST"])
def waybill_new(request: HttpRequest) -> HttpResponse:
    access = admit(request.user, CLERKS)
    outlets = counters_of(request.user)
    initial = {} if request.method == "POST" else _same_sender(request, access)
    form = WaybillForm(request.POST or None, outlets=outlets, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            waybill = enter_at_counter(form.typed(), access=access, by=request.user, at=timezone.now())
        except NotEntered as refusal:
            form.add_error(refusal.field, str(refusal) or _("This outlet is outside what you may write for."))
        else:
            return _entered(request, waybill)
    context = {
        "title": _("Enter a waybill"),
        "form": form,
        "sections": _sections(form),
        "same_sender": bool(initial),
        "waiting": waiting_for_labels(request.user).count(),
        **_live(form, at=timezone.now()),
    }
    return render(request, "shipments/waybill_new.html", context, status=422 if form.errors else 200)


@require_POST
def waybill_live(request: HttpRequest) -> HttpResponse:
    """What the page shows beside a half-filled form: who delivers to the address, and the freight."""
    admit(request.user, CLERKS)
    form = WaybillForm(request.POST, outlets=counters_of(request.user))
    form.full_clean()
    return render(request, "shipments/_waybill_live.html", _live(form, at=timezone.now()))


@require_POST
def parties(request: HttpRequest) -> HttpResponse:
    """Parties of the counter's address book by a few typed characters; one of them whole when it is chosen.

    By POST: what is typed is part of a telephone number or a name, and stands in no log.
    """
    admit(request.user, CLERKS)
    if not (counter := _number(request.POST.get("origin"))):
        return JsonResponse({"found": []}, status=422)
    origin = get_object_or_404(counters_of(request.user), pk=counter)
    if chosen := _number(request.POST.get("chosen")):
        mine = AddressBookEntry.objects.visible_to(request.user).filter(outlet=origin).select_related("customer")
        return JsonResponse(_whole(mine.filter(pk=chosen).first()))
    found = parties_like(request.POST.get("text", ""), user=request.user, outlet_id=origin.pk)
    return JsonResponse({"found": [_masked(entry) for entry in found]})


def counters_of(user: Any) -> QuerySet[Outlet]:
    """Where somebody enters waybills."""
    return Outlet.objects.filter(memberships__user=user.pk, memberships__role__in=CLERKS).distinct().order_by("code")


def _entered(request: HttpRequest, waybill: Waybill) -> HttpResponse:
    messages.success(request, _("Waybill %(number)s is entered.") % {"number": waybill.number})
    if request.POST.get("then") == "next":
        return redirect(f"{reverse('shipments:waybill_new')}?same={waybill.number}")
    return redirect(f"{reverse('shipments:label', args=[waybill.number])}#print")


def _same_sender(request: HttpRequest, access: Access) -> dict[str, Any]:
    """The sender and the product of the waybill entered before, for a row of parcels from one hand."""
    number = request.GET.get("same", "")[:32]
    mine = Waybill.objects.filter(origin_id__in=access.outlet_ids).select_related("customer")
    before = mine.filter(number=number).first() if number.isalnum() else None
    if before is None:
        return {}
    sender = {f"sender_{part}": getattr(before, f"sender_{part}") for part in PARTY}
    code = before.customer.code if before.customer else ""
    return {**sender, "customer": code, "origin": before.origin_id, "product": before.product}


def _live(form: WaybillForm, *, at: Any) -> dict[str, Any]:
    told = getattr(form, "cleaned_data", {})
    coverage = form.coverage
    origin, destination = told.get("origin"), told.get("destination") or (coverage.outlet if coverage else None)
    asked = form.asked(origin, destination) if origin and destination else None
    return {
        "coverage": coverage,
        "badge": STATE_BADGES[coverage.state] if coverage else None,
        "proposed": coverage.outlet if coverage else None,
        "elsewhere": _elsewhere(coverage, told.get("destination")),
        **_freight(asked, at=at),
    }


def _elsewhere(coverage: Coverage | None, destination: Outlet | None) -> bool:
    """Whether the chosen outlet is another than the one that delivers to the address."""
    covered = coverage is not None and coverage.state is State.COVERED
    return bool(covered and destination and coverage.outlet != destination)


def _freight(asked: Asked | None, *, at: Any) -> dict[str, Any]:
    if asked is None:
        return {"freight": None}
    try:
        return {"freight": answer(price_of(asked, at=at))}
    except Refused as refusal:
        return {"freight": None, "no_freight": str(refusal)}


def _sections(form: WaybillForm) -> list[dict[str, Any]]:
    groups = (
        ("sender", _("Sender"), ("sender_name", "sender_phone", "sender_address", "customer")),
        ("receiver", _("Receiver"), ("receiver_name", "receiver_phone", "receiver_address", "destination")),
        ("", _("Goods"), ("product", "weight_kg", "volume_cm3", "subs", "cod_yuan", "return_receipt")),
        ("", _("Shipment"), ("number", "origin")),
    )
    return [
        {"side": side, "heading": heading, "fields": [form[name] for name in names]} for side, heading, names in groups
    ]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _masked(entry: AddressBookEntry) -> dict[str, Any]:
    return {
        "pk": entry.pk,
        "name": entry.name,
        "phone": mask_phone(entry.phone)[:-2] + entry.phone[-2:],
        "address": mask_address(entry.address),
    }


def _whole(entry: AddressBookEntry | None) -> dict[str, str]:
    if entry is None:
        return {}
    return {
        "name": entry.name,
        "phone": entry.phone,
        "address": entry.address,
        "customer": entry.customer.code if entry.customer else "",
    }


def waiting_for_labels(user: Any) -> QuerySet[Waybill]:
    """What this person's counters entered today and nobody has printed yet."""
    today = midnight(timezone.localdate())
    return Waybill.objects.waiting_for_labels(access_of(user).outlet_ids, since=today)
