"""Filters of market observations."""

from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter

from crm.shared.filters import ChoiceFilter, PageFilters
from customers.models import Competitor, MarketObservation
from outlets.models import Region


class ObservationFilter(PageFilters):
    """Regions and networks are no secret."""

    region = ModelChoiceFilter(queryset=Region.objects.all(), to_field_name="code", label=_("Region"))
    kind = ChoiceFilter(choices=MarketObservation.Kind.choices, label=_("Figure"))
    competitor = ModelChoiceFilter(queryset=Competitor.objects.all(), to_field_name="code", label=_("Network"))

    class Meta:
        model = MarketObservation
        fields = ("region", "kind", "competitor")
