from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, PageFilters, SearchFilter
from outlets.filters.places import OutletFilters
from shipments.quality.models import LedgerEntry, ReliefOrder, Statement


class MonthFilter(django_filters.DateFilter):
    """A whole month, chosen as such; its first day is what it looks up."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
        super().__init__(input_formats=["%Y-%m"], widget=widget, **kwargs)


class LedgerFilter(OutletFilters):
    kind = ChoiceFilter(choices=LedgerEntry.Kind.choices, label=_("Entry"))
    statement = django_filters.NumberFilter(field_name="statement", label=_("Statement"), widget=forms.HiddenInput)
    relief = django_filters.NumberFilter(field_name="relief", label=_("Relief order"), widget=forms.HiddenInput)
    since = DayFilter(field_name="at", lookup="gte", label=_("Booked since"))
    until = DayFilter(field_name="at", lookup="lte", label=_("Booked until"))

    class Meta:
        model = LedgerEntry
        fields = ("outlet", "region", "kind", "since", "until", "statement", "relief")


class StatementFilter(OutletFilters):
    month = MonthFilter(label=_("Month"))

    class Meta:
        model = Statement
        fields = ("outlet", "region", "month")


class ReliefFilter(PageFilters):
    STATES = (("waiting", _("To be decided")), ("approved", _("Approved")), ("refused", _("Refused")))

    q = SearchFilter(fields=("reason",), lookup="icontains", placeholder=_("Reason"))
    state = ChoiceFilter(choices=STATES, label=_("State"), method="in_state")

    class Meta:
        model = ReliefOrder
        fields = ("q", "state")

    def in_state(self, rows: QuerySet[ReliefOrder], _name: str, state: str) -> QuerySet[ReliefOrder]:
        if state == "waiting":
            return rows.filter(decided_at=None)
        return rows.filter(approved=state == "approved") if state else rows
