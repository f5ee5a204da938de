import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, ScopedChoiceFilter, SearchFilter
from outlets.access import access_of
from outlets.filters.own import OwnOutletFilters
from outlets.models import Outlet, Region
from shipments.models import Piece, Waybill
from shipments.quality.models import Fine
from shipments.quality.queries.fines import standing
from shipments.rules.rates import RATES

#: What is still owed or was settled, as one choice beside the states themselves.
STANDING = "standing"


class WaybillSearch(SearchFilter):
    """By the beginning of a waybill's or a piece's number; each is looked up by its own index."""

    def filter(self, qs: QuerySet[Fine], value: str) -> QuerySet[Fine]:
        number = "".join(value.split()) if value else ""
        if not number:
            return qs
        waybills = Waybill.objects.filter(number__startswith=number).values("pk")
        pieces = Piece.objects.filter(number__startswith=number).values("waybill")
        return qs.filter(violation__waybill__in=waybills.union(pieces))


class StateFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[Fine], value: str) -> QuerySet[Fine]:
        return standing(qs) if value == STANDING else super().filter(qs, value)


class FineFilter(OwnOutletFilters):
    q = WaybillSearch(fields=("violation__waybill__number",), placeholder=_("Waybill number"))
    region = django_filters.ModelChoiceFilter(
        field_name="outlet__region", queryset=Region.objects.all(), to_field_name="code", label=_("Region")
    )
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    rule = ChoiceFilter(
        field_name="violation__rule", choices=[(rate.code, rate.code) for rate in RATES], label=_("Rule")
    )
    state = StateFilter(choices=[(STANDING, _("Standing")), *Fine.State.choices], label=_("State"))
    day = django_filters.DateFilter(
        field_name="violation__day",
        label=_("Day of the duty"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    notice = django_filters.NumberFilter(field_name="notice__notice", label=_("Notice"), widget=forms.HiddenInput)
    since = DayFilter(field_name="posted_at", lookup="gte", label=_("Posted since"))

    class Meta:
        model = Fine
        fields = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.request and not access_of(self.request.user).network:
            self.filters.pop("region", None)
