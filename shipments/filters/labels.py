from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import DayFilter, ScopedChoiceFilter, SearchFilter
from outlets.filters.own import OwnOutletFilters
from outlets.models import Outlet
from shipments.models import LabelPrint


class LabelPrintFilter(OwnOutletFilters):
    q = SearchFilter(fields=("piece__number",), placeholder=_("Piece number"))
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    again = django_filters.BooleanFilter(label=_("Reprints only"), method="reprints", widget=forms.CheckboxInput)
    since = DayFilter(field_name="at", lookup="gte", label=_("From day"))

    class Meta:
        model = LabelPrint
        fields = ()

    def reprints(self, rows: QuerySet[LabelPrint], _name: str, value: Any) -> QuerySet[LabelPrint]:
        return rows.filter(reprint__gt=0) if value else rows
