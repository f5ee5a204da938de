from django.utils.translation import gettext_lazy as _

from crm.shared.filters import DayFilter, ScopedChoiceFilter
from outlets.filters.own import OwnOutletFilters
from outlets.models import Outlet
from shipments.models import NumberBlock, Quotation


class QuotationFilter(OwnOutletFilters):
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), field_name="origin", to_field_name="code", label=_("Outlet")
    )
    since = DayFilter(field_name="made_at", lookup="gte", label=_("From day"))

    class Meta:
        model = Quotation
        fields = ()


class NumberBlockFilter(OwnOutletFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))

    class Meta:
        model = NumberBlock
        fields = ()
