"""Filters of trips and their punctuality."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, SearchFilter
from outlets.filters.places import HubFilter, OutletFilters
from outlets.models import Hub
from shipments.models import LineHaulTrip
from shipments.models.trips import SHIFT_LABELS


class TripFilter(OutletFilters):
    q = SearchFilter(fields=("trip_no",), placeholder=_("Trip number"))
    hub = HubFilter(queryset=Hub.objects.all(), field_name="origin_hub", to_field_name="code", label=_("From"))
    shift = ChoiceFilter(choices=list(SHIFT_LABELS.items()), label=_("Shift"))
    state = ChoiceFilter(
        choices=(
            ("planned", _("Not yet arrived")),
            ("arrived", _("Arrived, not unloaded")),
            ("unloaded", _("Unloaded")),
        ),
        label=_("State"),
        method="in_state",
    )
    since = DayFilter(field_name="planned_at", lookup="gte", label=_("From day"))
    until = DayFilter(field_name="planned_at", lookup="lt", label=_("To day"))

    class Meta:
        model = LineHaulTrip
        fields = ("q", "outlet", "region", "hub", "shift", "state", "since", "until")

    def in_state(self, rows: QuerySet[LineHaulTrip], name: str, value: str) -> QuerySet[LineHaulTrip]:
        return {
            "planned": rows.filter(arrived_at=None, unloaded_at=None),
            "arrived": rows.filter(arrived_at__isnull=False, unloaded_at=None),
            "unloaded": rows.filter(unloaded_at__isnull=False),
        }[value]


class PunctualityFilter(OutletFilters):
    by = ChoiceFilter(
        choices=(("line", _("Line")), ("outlet", _("Outlet"))), empty_label=None, label=_("Per"), method="of_grouping"
    )
    since = DayFilter(field_name="planned_at", lookup="gte", label=_("From day"))
    until = DayFilter(field_name="planned_at", lookup="lt", label=_("To day"))

    class Meta:
        model = LineHaulTrip
        fields = ("by", "outlet", "region", "since", "until")

    def of_grouping(self, rows: QuerySet[LineHaulTrip], name: str, value: str) -> QuerySet[LineHaulTrip]:
        return rows  # the table is grouped by it
