"""Waybills: the list, the counter's entry form, the labels."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.keyset import Page
from crm.shared.views import Count, Empty, ListPage
from outlets.access import access_of, admit
from outlets.models import Outlet
from shipments.filters import WaybillFilter
from shipments.forms.waybill import PhoneForm, WaybillForm
from shipments.models import Piece, Waybill
from shipments.rules.code128 import Code128, code128
from shipments.services.waybills import enter_waybills
from shipments.tables.waybills import WaybillTable

CLERKS = frozenset({Role.MANAGER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK})
BY_PHONE = 50
LISTED = Waybill.objects.select_related("origin", "destination").prefetch_related("pieces")


class WaybillList(ListPage):
    queryset = LISTED
    filterset_class = WaybillFilter
    table_class = WaybillTable
    template_name = "shipments/waybills.html"
    title = gettext_lazy("Waybills")
    ordering = ("-id",)
    empty = Empty(
        gettext_lazy("No waybills"),
        gettext_lazy("A waybill appears here once a counter, a partner or an import has entered it."),
        example=gettext_lazy("3000 5790 0556, Guangzhou to Shenzhen, next day"),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if found := _the_one(request):
            return redirect(found)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_enter = access_of(request.user).has(CLERKS)
        return super().get_context(request, **kwargs) | {"phone_form": PhoneForm(), "may_enter": may_enter}


def _the_one(request: HttpRequest) -> Waybill | None:
    """A whole number in the search field, and nothing else, opens its shipment at once."""
    number = "".join(request.GET.get("q", "").split()).upper()
    alone = number and not any(request.GET.get(name) for name in ("outlet", "state", "since", "until", "cursor"))
    if not alone or getattr(request, "htmx", None):
        return None
    return Waybill.objects.visible_to(request.user).filter(number=number).first()


@require_POST
def waybills_by_phone(request: HttpRequest) -> HttpResponse:
    """By the sender's or receiver's whole phone: a POST, which no history keeps; the look-up is logged."""
    form = PhoneForm(request.POST)
    rows: list[Waybill] = []
    if form.is_valid():
        phone = form.cleaned_data["phone"].strip()
        mine = LISTED.visible_to(request.user).filter(Q(receiver_phone=phone) | Q(sender_phone=phone))
        rows = list(mine.order_by("-id")[:BY_PHONE])
        record_act(
            "waybill.search_by_phone",
            f"shipments.waybills:{len(rows)}",
            by=request.user,
            at=timezone.now(),
            detail={"found": [row.number for row in rows]},
        )
    context = {
        "title": _("Waybills of a phone number"),
        "table": WaybillTable(rows),
        "page": Page(rows),
        "count": Count(len(rows), more=len(rows) == BY_PHONE),
        "phone_form": form,
        "empty": Empty(_("No waybills"), _("No waybill that you may see has this phone number.")),
        "at": timezone.now(),
    }
    return render(request, "shipments/waybills.html", context, status=200 if form.is_valid() else 422)


@require_http_methods(["GET", "HEAD", "POST"])
def waybill_new(request: HttpRequest) -> HttpResponse:
    access = admit(request.user, CLERKS)
    outlets = Outlet.objects.filter(memberships__user=request.user.pk, memberships__role__in=CLERKS).distinct()
    form = WaybillForm(request.POST or None, outlets=outlets)
    if request.method == "POST" and form.is_valid():
        created, refused = enter_waybills([form.waybill()], access=access, at=timezone.now())
        if created:
            messages.success(request, _("Waybill %(number)s is entered.") % {"number": created[0].number})
            return redirect("shipments:label", created[0].number)
        for refusal in refused:
            form.add_error("number" if refusal.field == "pieces" else refusal.field, refusal.detail)
    status = 422 if form.is_bound and form.errors else 200
    context = {"title": _("Enter a waybill"), "form": form, "submit": _("Enter and print"), "sections": _sections(form)}
    return render(request, "shipments/waybill_new.html", context, status=status)


def _sections(form: WaybillForm) -> list[tuple[str, list[Any]]]:
    groups = (
        (_("Shipment"), ("number", "product", "origin", "destination")),
        (_("Sender"), ("customer", "sender_name", "sender_phone", "sender_address")),
        (_("Receiver"), ("receiver_name", "receiver_phone", "receiver_address")),
        (_("Goods"), ("weight_kg", "volume_cm3", "cod_yuan", "subs", "return_receipt")),
    )
    return [(heading, [form[name] for name in names]) for heading, names in groups]


@dataclass(frozen=True, slots=True)
class Label:
    piece: Piece
    barcode: Code128
    place: int


@require_http_methods(["GET", "HEAD", "POST"])
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The labels of all pieces, personal data masked; a POST prints it whole and is logged."""
    waybills = Waybill.objects.visible_to(request.user).prefetch_related("pieces__destination")
    waybill = get_object_or_404(waybills, number=number)
    whole = request.method == "POST"
    if whole:
        admit(request.user, CLERKS)
        record_act("waybill.print_whole", f"shipments.waybill:{number}", by=request.user, at=timezone.now())
    pieces = waybill.pieces.all()
    context = {
        "title": _("Labels"),
        "waybill": waybill,
        "whole": whole,
        "may_print_whole": access_of(request.user).has(CLERKS),
        "labels": [Label(piece, code128(piece.number), place) for place, piece in enumerate(pieces, 1)],
        "trail": [(_("Waybills"), reverse("shipments:waybills")), (number, waybill.get_absolute_url())],
        "at": timezone.now(),
    }
    return render(request, "shipments/label.html", context)
