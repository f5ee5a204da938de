from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter
from customers.models import Callback, Tier
from outlets.filters.places import OutletFilters


class DueDayFilter(DayFilter):
    """A day column: the day itself is the edge."""

    def filter(self, qs, value):
        return qs if value is None else qs.filter(**{f"{self.field_name}__{self.edge}": value})


class WaitingFilter(OutletFilters):
    tier = ChoiceFilter(choices=Tier.choices, label=_("Tier"))

    class Meta:
        model = Callback
        fields = ("outlet", "region", "tier")


class CallbackFilter(WaitingFilter):
    state = ChoiceFilter(choices=Callback.State.choices, label=_("State"))
    outcome = ChoiceFilter(choices=Callback.Outcome.choices, label=_("Outcome"))
    since = DueDayFilter(field_name="due_on", lookup="gte", label=_("Due since"))
    until = DueDayFilter(field_name="due_on", lookup="lte", label=_("Due until"))

    class Meta:
        model = Callback
        fields = ("outlet", "region", "tier", "state", "outcome", "since", "until")
