"""Filters of the delay list."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, SearchFilter
from outlets.filters.places import OutletFilters
from shipments.models import DeliveryRun


class DelayFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    side = ChoiceFilter(
        choices=(("sent", _("Sent from here")),), empty_label=_("To deliver here"), label=_("Which"), method="on_side"
    )
    tier = ChoiceFilter(
        choices=(("A", "A"), ("B", "B"), ("C", "C"), ("none", _("None"))), label=_("Tier"), method="of_tier"
    )
    promise = ChoiceFilter(
        choices=(("none", _("Nothing promised yet")), ("open", _("Promised")), ("broken", _("Promise broken"))),
        label=_("Promise"),
        method="with_promise",
    )

    class Meta:
        model = DeliveryRun
        fields = ("q", "side", "tier", "promise", "outlet", "region")

    def on_side(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        return rows  # the page has chosen whose rows these are

    def of_tier(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        return rows.filter(tier="" if value == "none" else value)

    def with_promise(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        now = timezone.now()
        return {
            "none": rows.filter(promised_at=None),
            "open": rows.filter(promised_at__gte=now),
            "broken": rows.filter(promised_at__lt=now),
        }[value]
