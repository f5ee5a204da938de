"""Waybills: the list, and those of a phone number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.audit.services.recording import record_act
from crm.shared.keyset import Page
from crm.shared.views import Count, Empty, ListPage
from outlets.access import access_of
from shipments.filters.waybills import WaybillFilter
from shipments.forms.waybill import PhoneForm
from shipments.models import Waybill
from shipments.tables.waybills import WaybillTable
from shipments.views.counter import CLERKS

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
    others = ("outlet", "state", "freight", "since", "until", "cursor")
    alone = number and not any(request.GET.get(name) for name in others)
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
        mine = LISTED.visible_to(request.user).of_phone("".join(filter(str.isdecimal, phone)))
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
