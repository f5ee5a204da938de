from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter
from outlets.filters.places import OutletFilters
from shipments.quality.models import RadarHit
from shipments.quality.services.radar import FindingWord, watched


class RadarFilter(OutletFilters):
    pattern = ChoiceFilter(label=_("Pattern"), choices=lambda: [(each.value, each.label) for each in watched()])
    state = ChoiceFilter(
        label=_("State"), choices=[("waiting", _("To look at")), *FindingWord.choices], method="in_state"
    )
    day = django_filters.DateFilter(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    class Meta:
        model = RadarHit
        fields = ("pattern", "outlet", "region", "state", "day")

    def in_state(self, rows: QuerySet[RadarHit], _name: str, state: str) -> QuerySet[Any]:
        if state == "waiting":
            return rows.filter(looked_at=None)
        return rows.filter(finding=state) if state else rows
