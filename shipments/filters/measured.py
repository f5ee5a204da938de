"""Filters of the deliveries behind a promise."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import BooleanField, Case, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters
from shipments.models import DeliveryRun
from shipments.queries.measures import counted, well

#: Without days asked for: the last month's.
SPAN = timedelta(days=31)


def _day(label: Any) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, widget=widget, method="as_told")


class MeasuredFilter(PageFilters):
    """The address names the customer and the measure; the days bound what it counts."""

    state = ChoiceFilter(
        choices=(("failed", _("Not as promised")), ("well", _("As promised"))), label=_("State"), method="as_told"
    )
    since = _day(_("From day"))
    until = _day(_("Until day"))

    class Meta:
        model = DeliveryRun
        fields = ("state", "since", "until")

    def as_told(self, rows: QuerySet[DeliveryRun], name: str, value: Any) -> QuerySet[DeliveryRun]:
        return rows  # all of them together, below

    @property
    def qs(self) -> QuerySet[DeliveryRun]:
        kwargs, at = self.request.resolver_match.kwargs, timezone.now()
        told = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        until: date = told.get("until") or timezone.localdate(at)
        since: date = told.get("since") or until - SPAN
        runs = counted(kwargs["measure"], kwargs["pk"], since, until, at=at)
        good = well(kwargs["measure"], at=at)
        runs = runs.annotate(as_promised=Case(When(good, then=True), default=False, output_field=BooleanField()))
        if told.get("state"):
            runs = runs.filter(as_promised=told["state"] == "well")
        return runs.select_related("waybill", "outlet", "clock")
