"""Filters of the tiers."""

from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter
from customers.models import CustomerTier, Tier
from outlets.models import Outlet


class StandingFilter(PageFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    tier = ChoiceFilter(choices=Tier.choices, label=_("Tier"))
    leaning = ChoiceFilter(choices=Tier.choices, label=_("Leaning to"))

    class Meta:
        model = CustomerTier
        fields = ("outlet", "tier", "leaning")
