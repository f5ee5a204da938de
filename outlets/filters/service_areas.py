from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from outlets.models import Outlet, ServiceArea
from outlets.queries.service_areas import areas_like

COVERED_OR_NOT = (("covered", _("Covered")), ("out_of_area", _("Out of area")))


class AreaSearchFilter(SearchFilter):
    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return areas_like(qs, value) if value else qs


class ServiceAreaFilter(PageFilters):
    q = AreaSearchFilter(fields=(), placeholder=_("Name, address or pinyin"))
    state = ChoiceFilter(choices=COVERED_OR_NOT, label=_("State"), method="covered_or_not")
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))

    class Meta:
        model = ServiceArea
        fields = ()

    def covered_or_not(self, rows: QuerySet[ServiceArea], _name: str, value: str) -> QuerySet[ServiceArea]:
        return rows.filter(outlet__isnull=value != "covered")
