"""Quotations: asked while the customer stands there, kept under a number when they want one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.shared.errors import Refused
from crm.shared.figures import Badge
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.models import Outlet
from outlets.queries.service_areas import Coverage, coverage_of
from outlets.tables.service_areas import STATE_BADGES
from shipments.filters.quotations import QuotationFilter
from shipments.forms.quotation import QuotationForm
from shipments.models import Quotation
from shipments.rules.freight import PriceTable
from shipments.services.quotations import Asked, price_of, quote
from shipments.tables.freight import answer, distance_name, kept_lines, lines_in_words, plain
from shipments.tables.quotations import QuotationTable, product_name


class QuotationList(ListPage):
    queryset = Quotation.objects.select_related("origin", "destination")
    filterset_class = QuotationFilter
    table_class = QuotationTable
    title = gettext_lazy("Quotations")
    template_name = "shipments/quotations.html"
    ordering = ("-id",)
    empty = Empty(
        gettext_lazy("No quotations"),
        gettext_lazy("A price that was given under a number stands here until the day ends."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quotation_new(request: HttpRequest) -> HttpResponse:
    origins = Outlet.objects.visible_to(request.user).filter(active=True).order_by("code")
    form = QuotationForm(request.POST if request.method == "POST" else None, origins=origins)
    asked, context = _asked(form) if form.is_bound else (None, {})
    if request.method == "POST" and asked and "keep" in request.POST:
        try:
            return redirect(
                quote(asked, access=access_of(request.user), source=f"user:{request.user.pk}", at=timezone.now())
            )
        except Refused as refusal:
            context["no_freight"] = str(refusal)
    elif asked:
        context |= _priced(asked)
    context |= {"title": _("Quotation"), "form": form, "trail": [(_("Quotations"), reverse("shipments:quotations"))]}
    template = "shipments/_quotation_answer.html" if request.htmx else "shipments/quotation_new.html"
    status = 422 if form.is_bound and form.errors and not request.htmx else 200
    return render(request, template, context, status=status)


@require_safe
def quotation(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Quotation.objects.visible_to(request.user).select_related("origin", "destination", "price_table")
    shown, at = get_object_or_404(mine, pk=pk), timezone.now()
    table = PriceTable.from_data(shown.price_table.data)
    context = {
        "title": shown.number,
        "trail": [(_("Quotations"), reverse("shipments:quotations"))],
        "quotation": shown,
        "product": product_name(shown.product),
        "badge": Badge("met", _("Valid")) if shown.valid_until > at else Badge("still", _("Expired")),
        "freight": {
            "yuan": shown.freight_yuan,
            "lines": lines_in_words(kept_lines(shown.lines)),
            "distance": distance_name(table.distance(shown.distance)),
            "weight": _("%(kg)s kg charged") % {"kg": plain(shown.chargeable_kg)},
            "table": shown.price_table.number,
        },
        "at": at,
    }
    return render(request, "shipments/quotation.html", context)


def _asked(form: QuotationForm) -> tuple[Asked | None, dict[str, Any]]:
    """What can be priced of a form, also of a half-filled one, and what the page shows of the address."""
    form.full_clean()
    told = form.cleaned_data
    coverage = coverage_of(told["address"]) if told.get("address") else None
    destination = told.get("destination") or (coverage.outlet if coverage else None)
    context = {"coverage": coverage, "badge": STATE_BADGES[coverage.state] if coverage else None}
    if not destination or not told.get("origin"):
        return None, context
    return form.asked(told["origin"], destination, area=_area(coverage)), context


def _area(coverage: Coverage | None) -> str:
    return coverage.area.name if coverage and coverage.area else ""


def _priced(asked: Asked) -> dict[str, Any]:
    try:
        return {"freight": answer(price_of(asked, at=timezone.now()))}
    except Refused as refusal:
        return {"no_freight": str(refusal)}
