from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter
from customers.models import ChurnCase, Tier
from customers.queries.churn import VALUES, in_value_band, worked
from outlets.filters.places import OutletFilters

#: Words of the value bands.
BANDS = {
    "10000": _("10,000 yuan a month and more"),
    "2000": _("2,000 to 10,000 yuan"),
    "500": _("500 to 2,000 yuan"),
    "0": _("below 500 yuan"),
}
UNKNOWN = "unknown"
CAUSES = [*ChurnCase.Cause.choices, (UNKNOWN, _("Cause not known"))]


class CauseFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[ChurnCase], value: Any) -> QuerySet[ChurnCase]:
        return worked(qs, at_all=False) if value == UNKNOWN else super().filter(qs, value)


class BandFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[ChurnCase], value: Any) -> QuerySet[ChurnCase]:
        return qs.filter(in_value_band(value)) if value else qs


class WorkedFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[ChurnCase], value: Any) -> QuerySet[ChurnCase]:
        return worked(qs, at_all=value == "yes") if value else qs


class ChurnFilter(OutletFilters):
    kind = ChoiceFilter(choices=ChurnCase.Kind.choices, label=_("Kind"))
    state = ChoiceFilter(choices=ChurnCase.State.choices, label=_("State"))
    tier = ChoiceFilter(choices=Tier.choices, label=_("Tier"))
    cause = CauseFilter(choices=CAUSES, label=_("Cause"))
    value = BandFilter(choices=[(code, BANDS[code]) for code, _floor in VALUES], label=_("Value"))
    worked = WorkedFilter(choices=[("yes", _("Was asked")), ("no", _("Never asked"))], label=_("Worked"))
    since = DayFilter(field_name="opened_at", lookup="gte", label=_("Opened since"))

    class Meta:
        model = ChurnCase
        fields = ("outlet", "region", "kind", "state", "tier", "cause", "value", "worked", "since")
