"""The price tables: their editions, one of them to read or change, and what one would charge."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.roles import NETWORK_EDITORS
from outlets.views.editions import EditionPages
from shipments.forms.price_table import PRODUCT_LABELS, PricePreviewForm, PriceTableForm
from shipments.models import PriceTable
from shipments.rules import freight as rules
from shipments.services.price_tables import BOOK
from shipments.tables.freight import distance_name, lines_in_words, plain, weight_words

PAGES = EditionPages(
    BOOK,
    NETWORK_EDITORS,
    title=gettext_lazy("Price tables"),
    called=gettext_lazy("Price table %(number)s"),
    shelf="shipments:price_tables",
    page="shipments:price_table",
    act="shipments:price_table",
    edit_page="shipments:price_table_edit",
    form=PriceTableForm,
    edit_template="shipments/price_table_edit.html",
)
price_table_copy, price_table_edit = PAGES.copy_view(), PAGES.edit_view()
price_table_propose, price_table_take_back = PAGES.propose_view(), PAGES.take_back_view()
price_table_publish, price_table_discard = PAGES.publish_view(), PAGES.discard_view()


@require_safe
def price_tables(request: HttpRequest) -> HttpResponse:
    return render(request, "shipments/price_tables.html", PAGES.listed(request))


@require_safe
def price_table(request: HttpRequest, number: int) -> HttpResponse:
    shown = get_object_or_404(PAGES.readable(request), number=number)
    table = rules.PriceTable.from_data(shown.data)
    context = PAGES.shown(request, shown) | {
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
    }
    return render(request, "shipments/price_table.html", context)


@require_safe
def price_preview(request: HttpRequest) -> HttpResponse:
    """One shipment under two tables; nothing personal is asked, so the address may say it."""
    tables = PAGES.readable(request)
    current = PAGES.in_force(timezone.localdate()) or tables.first()
    cities = [city for group in current.data["groups"] for city in group["cities"]] if current else []
    asked = request.GET if "product" in request.GET else _example(current, cities)
    form = PricePreviewForm(asked, tables=tables, cities=cities)
    context: dict[str, Any] = {
        "title": _("Preview of prices"),
        "trail": PAGES.trail(),
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
