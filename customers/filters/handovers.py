from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters
from customers.models import Handover


class HandoverFilter(PageFilters):
    state = ChoiceFilter(choices=Handover.State.choices, label=_("State"))

    class Meta:
        model = Handover
        fields = ("state",)
