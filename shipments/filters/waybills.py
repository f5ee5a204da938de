"""Filters of the waybill list."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, PageFilters, ScopedChoiceFilter
from outlets.models import Outlet
from shipments.models import Piece, ScanKind, Waybill
from shipments.rules.numbers import clean_number

#: So long somebody still looks for a waybill that has no freight.
PRICED_WITHIN = timedelta(days=31)


class WaybillFilter(PageFilters):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_number",
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Waybill or piece number"),
                "data-search": "",
                "autocomplete": "off",
            }
        ),
    )
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_outlet"
    )
    state = ChoiceFilter(
        choices=(("registered", _("Registered")), *ScanKind.choices[:-2]), label=_("State"), method="in_state"
    )
    freight = ChoiceFilter(choices=(("none", _("Without freight")),), label=_("Freight"), method="of_freight")
    since = DayFilter(field_name="entered_at", lookup="gte", label=_("Entered since"))
    until = DayFilter(field_name="entered_at", lookup="lt", label=_("Entered until"))

    class Meta:
        model = Waybill
        fields = ("q", "outlet", "state", "freight", "since", "until")

    def by_number(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        """By the beginning of the waybill's number, or by a whole piece number."""
        number = clean_number(value)
        of_piece = Piece.objects.filter(number=number).values("waybill")
        return rows.filter(Q(number__startswith=number) | Q(pk__in=of_piece)) if number else rows

    def at_outlet(self, rows: QuerySet[Waybill], name: str, value: Outlet) -> QuerySet[Waybill]:
        return rows.filter(Q(origin=value) | Q(destination=value))

    def of_freight(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        """Of the last days, which waybill_by_entry holds: older ones had their prices long ago."""
        return rows.filter(freight_yuan=None, entered_at__gte=timezone.now() - PRICED_WITHIN)

    def in_state(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        master = Piece.objects.filter(waybill=OuterRef("pk"), kind=Piece.Kind.MASTER)
        return rows.filter(Exists(master.filter(state="" if value == "registered" else value)))
