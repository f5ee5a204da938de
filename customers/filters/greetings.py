"""Filters of lists of greetings."""

from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters
from customers.models import DateGreeting, Greeting, GreetingPlan, Tier
from outlets.filters.places import OutletFilters


class PlanFilter(PageFilters):
    state = ChoiceFilter(choices=GreetingPlan.State.choices, label=_("State"))

    class Meta:
        model = GreetingPlan
        fields = ("state",)


class GreetingFilter(OutletFilters):
    way = ChoiceFilter(choices=Greeting.Way.choices, label=_("Greeted by"))
    reason = ChoiceFilter(choices=Greeting.Reason.choices, label=_("Why not greeted"))
    tier = ChoiceFilter(choices=Tier.choices, label=_("Tier"))

    class Meta:
        model = Greeting
        fields = ("outlet", "region", "way", "reason", "tier")


class DateGreetingFilter(OutletFilters):
    way = ChoiceFilter(choices=Greeting.Way.choices, label=_("Greeted by"))
    reason = ChoiceFilter(choices=Greeting.Reason.choices, label=_("Why not greeted"))

    class Meta:
        model = DateGreeting
        fields = ("outlet", "region", "way", "reason")
