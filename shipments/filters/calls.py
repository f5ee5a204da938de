"""Filters of calls, and of those to be made again."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, SearchFilter
from outlets.filters.places import OutletFilters
from outlets.models.call_scripts import RESULT_LABELS
from shipments.models import Call, CallRetry


class CallFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    whose = ChoiceFilter(choices=(("mine", _("My own")),), label=_("Whose"), method="of_person")
    result = ChoiceFilter(choices=list(RESULT_LABELS.items()), label=_("Result"))
    since = DayFilter(field_name="called_at", lookup="gte", label=_("From day"))
    until = DayFilter(field_name="called_at", lookup="lt", label=_("To day"))

    class Meta:
        model = Call
        fields = ("q", "whose", "outlet", "region", "result", "since", "until")

    def of_person(self, rows: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        return rows.filter(by=self.request.user)


class RetryFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    due = ChoiceFilter(choices=(("now", _("Due now")),), label=_("Due"), method="due_now")

    class Meta:
        model = CallRetry
        fields = ("q", "due", "outlet", "region")

    def due_now(self, rows: QuerySet[CallRetry], name: str, value: str) -> QuerySet[CallRetry]:
        return rows.filter(due_at__lte=timezone.now())
