from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter
from outlets.filters.places import OutletFilters
from shipments.models import Piece, Waybill
from shipments.quality.filters.fines import WaybillSearch
from shipments.quality.models import Appeal

#: An open appeal is not merely open: somebody has to decide it.
STATES = [
    (state.value, _("Waits for its decision") if state is Appeal.State.OPEN else state.label) for state in Appeal.State
]


class AppealSearch(WaybillSearch):
    def filter(self, qs: QuerySet[Appeal], value: str) -> QuerySet[Appeal]:
        number = "".join(value.split()) if value else ""
        if not number:
            return qs
        waybills = Waybill.objects.filter(number__startswith=number).values("pk")
        pieces = Piece.objects.filter(number__startswith=number).values("waybill")
        return qs.filter(fine__violation__waybill__in=waybills.union(pieces))


class AppealFilter(OutletFilters):
    q = AppealSearch(fields=("fine__violation__waybill__number",), placeholder=_("Waybill number"))
    state = ChoiceFilter(choices=STATES, label=_("State"))
    instance = ChoiceFilter(choices=[("1", _("First instance")), ("2", _("Second instance"))], label=_("Instance"))
    since = DayFilter(field_name="at", lookup="gte", label=_("Lodged since"))

    class Meta:
        model = Appeal
        fields = ("q", "outlet", "region", "state", "instance", "since")
