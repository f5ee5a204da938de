"""Choices among the places that the asker may see."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ScopedChoiceFilter
from outlets.filters.own import OwnOutletFilters
from outlets.models import Hub, Outlet, Region


class RegionFilter(ScopedChoiceFilter):
    """Only regions in which the asker has outlets are a choice."""

    def get_queryset(self, request: Any) -> QuerySet[Region]:
        mine = Outlet.objects.visible_to(request.user)
        return Region.objects.filter(Exists(mine.filter(region=OuterRef("pk"))))


class HubFilter(ScopedChoiceFilter):
    """Only hubs that serve the asker's outlets are a choice."""

    def get_queryset(self, request: Any) -> QuerySet[Hub]:
        mine = Outlet.objects.visible_to(request.user)
        return Hub.objects.filter(Exists(mine.filter(hub=OuterRef("pk"))))


class OutletFilters(OwnOutletFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    region = RegionFilter(
        queryset=Region.objects.all(), field_name="outlet__region", to_field_name="code", label=_("Region")
    )
