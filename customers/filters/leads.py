import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.shared.filters import ChoiceFilter, DayFilter, PageFilters, ScopedChoiceFilter
from customers.models import Lead, LeadEvent, Source
from customers.rules.lead_states import CLOSED, STAGES
from outlets.models import Outlet

OPEN_STATES = [choice for choice in Lead.State.choices if choice[0] not in CLOSED]
REACHED = [(stage.value, Lead.State(stage).label) for stage in STAGES[1:]]


class OfferedEventFilter(django_filters.ModelChoiceFilter):
    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return LeadEvent.objects.offered_to(request.user) if request else LeadEvent.objects.none()


class LeadFilter(PageFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    state = ChoiceFilter(choices=OPEN_STATES, label=_("State"))
    source = ChoiceFilter(choices=Source.choices, label=_("Source"))
    whose = ChoiceFilter(choices=[("mine", _("Mine")), ("nobody", _("Nobody's"))], method="of", label=_("Owner"))

    class Meta:
        model = Lead
        fields = ()

    def of(self, rows: QuerySet[Lead], _name: str, value: str) -> QuerySet[Lead]:
        return rows.filter(owner=self.request.user if value == "mine" else None)


class AllLeadsFilter(PageFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    state = ChoiceFilter(choices=Lead.State.choices, label=_("State"))
    reached = ChoiceFilter(choices=REACHED, method="come_to", label=_("Came as far as"))
    source = ChoiceFilter(choices=Source.choices, label=_("Source"))
    lost_reason = ChoiceFilter(choices=Lead.LostReason.choices, label=_("Lost because of"))
    event = OfferedEventFilter(label=pgettext_lazy("lead", "Event"))
    since = DayFilter(field_name="created_at", lookup="gte", label=_("Since"))
    until = DayFilter(field_name="created_at", lookup="lt", label=_("Until"))

    class Meta:
        model = Lead
        fields = ()

    def come_to(self, rows: QuerySet[Lead], _name: str, value: str) -> QuerySet[Lead]:
        return rows.reached(value)
