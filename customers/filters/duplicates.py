from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ScopedChoiceFilter
from customers.models import DuplicatePair, Merge
from outlets.filters.own import OwnOutletFilters
from outlets.models import Outlet


class DuplicateFilter(OwnOutletFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))

    class Meta:
        model = DuplicatePair
        fields = ()


class MergeFilter(DuplicateFilter):
    class Meta:
        model = Merge
        fields = ()
