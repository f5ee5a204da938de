from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, SearchFilter
from outlets.filters.places import OutletFilters
from shipments.quality.models import WeightCheck


class WeightFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    mismatch = ChoiceFilter(choices=((True, _("Mismatch")), (False, _("Within the tolerance"))), label=_("Result"))
    since = DayFilter(field_name="at", lookup="gte", label=_("Weighed since"))

    class Meta:
        model = WeightCheck
        fields = ("q", "outlet", "region", "mismatch", "since")
