"""Filters of abnormal shipments."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from outlets.models import Outlet
from shipments.models import Waybill


class AbnormalFilter(PageFilters):
    q = SearchFilter(fields=("number", "customer__code"), placeholder=_("Waybill number or customer code"))
    kind = ChoiceFilter(
        choices=(
            ("problem", _("Problem open")),
            ("quiet24", _("No scan for 24 hours")),
            ("quiet48", _("No scan for 48 hours")),
            ("missorted", _("Mis-sorted")),
            ("returned", _("Returned")),
        ),
        empty_label=_("Overdue"),
        label=_("What is wrong"),
        method="of_kind",
    )
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_outlet"
    )

    class Meta:
        model = Waybill
        fields = ("q", "kind", "outlet")

    def of_kind(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        return rows  # the page has chosen them

    def at_outlet(self, rows: QuerySet[Waybill], name: str, value: Outlet) -> QuerySet[Waybill]:
        return rows.filter(Q(origin=value) | Q(destination=value))
