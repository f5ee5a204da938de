"""Filters of the day logs."""

from datetime import date

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, ScopedChoiceFilter, SearchFilter
from outlets.filters.own import OwnOutletFilters
from outlets.models import Membership, Outlet
from shipments.models import DayNote


class DayLogFilter(OwnOutletFilters):
    q = SearchFilter(fields=("user__name", "user__staff_no", "user__username"), placeholder=_("Name or staff number"))
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    day = django_filters.DateFilter(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        method="on_day",
    )
    state = ChoiceFilter(
        choices=(
            ("none", _("Nothing written")),
            ("open", _("Open")),
            ("closed", _("Closed, not seen")),
            ("seen", _("Seen")),
        ),
        label=_("State"),
        method="in_state",
    )

    class Meta:
        model = Membership
        fields = ()

    @property
    def chosen_day(self) -> date:
        given = self.form.cleaned_data.get("day") if self.form.is_valid() else None
        return given or timezone.localdate()

    def on_day(self, rows: QuerySet[Membership], name: str, value: date) -> QuerySet[Membership]:
        return rows  # the page reads it

    def in_state(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        notes = DayNote.objects.filter(person=OuterRef("user"), outlet=OuterRef("outlet"), day=self.chosen_day)
        return {
            "none": rows.filter(~Exists(notes)),
            "open": rows.filter(Exists(notes.filter(closed_at=None))),
            "closed": rows.filter(Exists(notes.filter(seen_at=None).exclude(closed_at=None))),
            "seen": rows.filter(Exists(notes.exclude(seen_at=None))),
        }[value]
