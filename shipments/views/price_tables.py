"""The price tables: their editions, one of them to read or change, and what one would charge."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import NETWORK_EDITORS
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from outlets.access import access_of, admit
from shipments.forms.price_table import PRODUCT_LABELS, PricePreviewForm, PriceTableForm
from shipments.forms.rulebook import PublishForm
from shipments.models import PriceTable
from shipments.rules import freight as rules
from shipments.services.editions import FaultyEdition, fingerprint
from shipments.services.price_tables import BOOK
from shipments.tables.freight import distance_name, lines_in_words, plain, weight_words

EDITORS = NETWORK_EDITORS


@require_safe
def price_tables(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    current = PriceTable.objects.in_force_on(today).first()
    context = {
        "title": _("Price tables"),
        "tables": [(table, _badge(table, current, today)) for table in _readable(request)],
        "current": current,
        "may_edit": access_of(request.user).has(EDITORS),
    }
    return render(request, "shipments/price_tables.html", context)


@require_safe
def price_table(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(_readable(request), number=number)
    table, today = rules.PriceTable.from_data(shown.data), timezone.localdate()
    may_edit = access_of(request.user).has(EDITORS)
    context = {
        "title": _("Price table %(number)s") % {"number": number},
        "trail": [(_("Price tables"), reverse("shipments:price_tables"))],
        "badge": _badge(shown, PriceTable.objects.in_force_on(today).first(), today),
        "shown": shown,
        "table": table,
        "prices": [
            {
                "product": PRODUCT_LABELS[price.product],
                "distance": distance_name(table.distance(price.distance)),
                "first": f"{price.first_yuan} / {plain(price.first_kg)} kg",
                "step": f"{price.step_yuan} / {plain(price.step_kg)} kg",
                "minimum": price.minimum_yuan,
            }
            for price in table.prices
        ],
        "groups": [(_name(group), " ".join(group.cities)) for group in table.groups],
        "routes": _routes(table),
        "may_edit": may_edit,
        "publish_form": PublishForm(today=today) if may_edit and shown.published_at is None else None,
    }
    return render(request, "shipments/price_table.html", context)


@require_POST
def price_table_copy(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, EDITORS)
    try:
        draft = BOOK.copy(_table(number), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("shipments:price_tables")
    return redirect("shipments:price_table_edit", draft.number)


@require_http_methods(["GET", "HEAD", "POST"])
def price_table_edit(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, EDITORS)
    draft = _table(number)
    if draft.published_at is not None:
        messages.error(request, _("This edition is published and cannot change: copy it into a new draft."))
        return redirect("shipments:price_table", number)
    form = PriceTableForm(request.POST or None, table=draft, seen=fingerprint(draft))
    if request.method == "POST" and form.is_valid() and _changed(request, form, draft):
        messages.success(request, _("The draft is saved."))
        return redirect("shipments:price_table", number)
    context = {
        "title": _("Draft %(number)s") % {"number": number},
        "trail": [
            (_("Price tables"), reverse("shipments:price_tables")),
            (_("Price table %(number)s") % {"number": number}, reverse("shipments:price_table", args=[number])),
        ],
        "form": form,
        "sections": form.sections(),
    }
    return render(request, "shipments/price_table_edit.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: PriceTableForm, draft: PriceTable) -> bool:
    told = form.cleaned_data
    try:
        BOOK.change(draft, form.to_data(), note=told["note"], seen=told["seen"], by=request.user, at=timezone.now())
    except FaultyEdition as faulty:
        form.add_faults(faulty.faults)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@require_POST
def price_table_publish(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, EDITORS)
    draft, at = _table(number), timezone.now()
    form = PublishForm(request.POST, today=timezone.localdate(at))
    if not form.is_valid():
        messages.error(request, _("Choose the day from which the edition counts."))
        return redirect("shipments:price_table", number)
    try:
        BOOK.publish(draft, form.cleaned_data["starts_on"], by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Published: it counts from %(day)s.") % {"day": form.cleaned_data["starts_on"]})
    return redirect("shipments:price_table", number)


@require_POST
def price_table_discard(request: HttpRequest, number: int) -> HttpResponse:
    admit(request.user, EDITORS)
    try:
        BOOK.discard(_table(number), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("shipments:price_table", number)
    messages.success(request, _("The draft is thrown away."))
    return redirect("shipments:price_tables")


@require_safe
def price_preview(request: HttpRequest) -> HttpResponse:
    """One shipment under two tables; nothing personal is asked, so the address may say it."""
    tables = _readable(request)
    current = PriceTable.objects.in_force_on(timezone.localdate()).first() or tables.first()
    cities = [city for group in current.data["groups"] for city in group["cities"]] if current else []
    asked = request.GET if "product" in request.GET else _example(current, cities)
    form = PricePreviewForm(asked, tables=tables, cities=cities)
    context: dict[str, Any] = {
        "title": _("Preview of prices"),
        "trail": [(_("Price tables"), reverse("shipments:price_tables"))],
        "form": form,
    }
    if form.is_valid():
        chosen = [form.cleaned_data[name] for name in ("table", "compare") if form.cleaned_data[name]]
        context["answers"] = [_answer(table, form.cleaned_data) for table in chosen]
    return render(request, "shipments/price_preview.html", context, status=200 if form.is_valid() else 422)


def _answer(row: PriceTable, told: dict[str, Any]) -> dict[str, Any]:
    table = rules.PriceTable.from_data(row.data)
    goods = rules.Goods(
        product=rules.Product(told["product"]),
        origin=told["origin"],
        destination=told["destination"],
        weight_kg=told["weight_kg"],
        volume_cm3=told["volume_cm3"],
        cod_yuan=told["cod_yuan"],
        subs=told["subs"],
        receipt=told["return_receipt"],
    )
    try:
        found = rules.freight(table, goods)
    except rules.NotOffered:
        return {"no_freight": _("This product is not offered there: choose another one."), "number": row.number}
    return {
        "number": row.number,
        "freight": {
            "yuan": found.yuan,
            "lines": lines_in_words(found.lines),
            "distance": distance_name(found.distance),
            "weight": weight_words(found, told["weight_kg"]),
            "table": row.number,
        },
    }


def _example(current: PriceTable | None, cities: list[str]) -> dict[str, Any]:
    first, last = (cities[0], cities[-1]) if cities else ("-", "-")
    goods = {"product": "next_day", "weight_kg": Decimal("2.4"), "subs": 0}
    return {"table": current.number if current else "", "origin": first, "destination": last, **goods}


def _routes(table: rules.PriceTable) -> list[tuple[str, str, str]]:
    names = {group.code: _name(group) for group in table.groups}
    return [
        (names[route.one], names[route.other], distance_name(table.distance(route.distance))) for route in table.routes
    ]


def _name(group: rules.Group) -> str:
    return group.en if get_language() == "en" else group.zh


def _readable(request: HttpRequest) -> Any:
    """Drafts are for those who may write them; everybody else reads what is published."""
    editors = access_of(request.user).has(EDITORS)
    return PriceTable.objects.all() if editors else PriceTable.objects.published()


def _table(number: int) -> PriceTable:
    return get_object_or_404(PriceTable, number=number)


def _badge(table: PriceTable, current: PriceTable | None, today: date) -> Badge:
    if table.published_at is None:
        return Badge("review", _("Draft"))
    if current and table.pk == current.pk:
        return Badge("met", _("In force"))
    return Badge("soon", _("To come")) if table.starts_on > today else Badge("still", _("Past"))
