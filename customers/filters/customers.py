"""Filters of the customer list."""

from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter
from customers.models import Customer, Tier
from outlets.models import Outlet


class CustomerFilter(PageFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    tier = ChoiceFilter(field_name="standing__tier", choices=Tier.choices, label=_("Tier"))
    kind = ChoiceFilter(choices=Customer.Kind.choices, label=_("Kind"))

    class Meta:
        model = Customer
        fields = ("outlet", "tier", "kind")
