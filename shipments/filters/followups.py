"""Filters of cash on delivery and return receipts: without a state a list shows what is open."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from outlets.models import Outlet
from shipments.models import CashOnDelivery, ReturnReceipt

OVERDUE, ALL = ("overdue", _("Overdue")), ("all", _("All"))


class FollowupFilter(PageFilters):
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_either_end"
    )

    class Meta:
        model = CashOnDelivery
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters = {name: self.filters[name] for name in ("q", "state", "outlet")}

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.filter(open=True)

    def at_either_end(self, rows: QuerySet[Any], _name: str, value: Outlet) -> QuerySet[Any]:
        return rows.filter(Q(destination=value) | Q(origin=value))

    def in_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == "overdue":
            return rows.overdue(timezone.now())
        return rows if value == "all" else rows.filter(state=value)


class CodFilter(FollowupFilter):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    state = ChoiceFilter(
        choices=[OVERDUE, *CashOnDelivery.State.choices, ("late", _("Handed in late")), ALL],
        label=_("State"),
        empty_label=_("Open"),
        method="in_state",
    )

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.remitted_late() if value == "late" else super().in_state(rows, name, value)


class ReceiptFilter(FollowupFilter):
    q = SearchFilter(fields=("piece__number",), placeholder=_("Number of the return receipt"))
    state = ChoiceFilter(
        choices=[OVERDUE, *ReturnReceipt.State.choices, ALL],
        label=_("State"),
        empty_label=_("Open"),
        method="in_state",
    )

    class Meta:
        model = ReturnReceipt
        fields = ()
