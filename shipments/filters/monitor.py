"""The days that the delivery monitor looks at: over, unless it is today live."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.filters import ChoiceFilter
from outlets.access import access_of
from outlets.filters.places import OutletFilters
from shipments.models import DeliveryRun, ProblemRecord
from shipments.queries import monitor

DAYS = 7
MOST_DAYS = 31
TODAY = "today"
DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MonitorForm(forms.Form):
    """
    days      the first and the last business day, both in; there once it is clean
    network   whether the asker sees every outlet, set by the filter
    """

    days: tuple[date, date]
    network = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        today = timezone.localdate()
        if cleaned.get("span") == TODAY:
            self.days = (today, today)
            return cleaned
        until = cleaned.get("until") or today - timedelta(days=1)
        since = cleaned.get("since") or until - timedelta(days=DAYS - 1)
        whole = self.network and not (cleaned.get("outlet") or cleaned.get("region"))
        most = DAYS if whole else MOST_DAYS
        if until >= today:
            self.add_error(
                "until",
                _("Today is not over: what is missing may still come. Take days before today, or look at today."),
            )
        elif since > until:
            self.add_error("since", _("The first day comes before the last."))
        elif (until - since).days >= most:
            self.add_error("since", _("At most %(days)s days at once.") % {"days": most})
        self.days = (since, until)
        return cleaned


class MonitorFilter(OutletFilters):
    span = ChoiceFilter(
        choices=((TODAY, gettext_lazy("Today, live")),),
        empty_label=gettext_lazy("Days that are over"),
        label=gettext_lazy("When"),
        method="as_it_is",
    )
    since = django_filters.DateFilter(label=gettext_lazy("From day"), widget=DAY_INPUT, method="as_it_is")
    until = django_filters.DateFilter(label=gettext_lazy("To day"), widget=DAY_INPUT, method="as_it_is")

    class Meta:
        model = DeliveryRun
        fields = ("span", "since", "until", "outlet", "region")
        form = MonitorForm

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        today, data = timezone.localdate(), data.copy()
        if not data.get("until"):
            data["until"] = f"{today - timedelta(days=1)}"
        if not data.get("since"):
            data["since"] = f"{_day(data['until'], today) - timedelta(days=DAYS - 1)}"
        super().__init__(data, **kwargs)
        self.form.network = access_of(self.request.user).network

    def as_it_is(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows  # `days` of the form says it all

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        within = monitor.problems_within if rows.model is ProblemRecord else monitor.runs_within
        return within(rows, *self.form.days)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
