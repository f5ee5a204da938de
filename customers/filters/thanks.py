from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter
from customers.models import ThankYou
from customers.queries.thanks import KEPT, OWED, missed, waiting
from outlets.filters.places import OutletFilters

STATES = (
    ("kept", _("In time")),
    ("missed", _("Missed or too late")),
    ("waiting", _("Waits")),
    ("owed", _("To be thanked")),
    ("none", _("Left out")),
)


class DeliveryDayFilter(DayFilter):
    """A day column: the day itself is the edge."""

    def filter(self, qs: QuerySet[ThankYou], value: Any) -> QuerySet[ThankYou]:
        return qs if value is None else qs.filter(**{f"{self.field_name}__{self.edge}": value})


class StateFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[ThankYou], value: Any) -> QuerySet[ThankYou]:
        at = timezone.now()
        states = {"kept": KEPT, "missed": missed(at), "waiting": waiting(at), "owed": OWED, "none": ~OWED}
        return qs.filter(states[value]) if value else qs


class ThanksFilter(OutletFilters):
    state = StateFilter(choices=STATES, label=_("State"))
    way = ChoiceFilter(choices=ThankYou.Way.choices, label=_("Way"))
    trouble = ChoiceFilter(choices=ThankYou.Trouble.choices, label=_("Trouble"))
    reason = ChoiceFilter(choices=ThankYou.Reason.choices, label=_("Not thanked because"))
    first = ChoiceFilter(choices=[("1", _("First deliveries"))], label=_("First"))
    since = DeliveryDayFilter(field_name="day", lookup="gte", label=_("Delivered since"))
    until = DeliveryDayFilter(field_name="day", lookup="lte", label=_("Delivered until"))

    class Meta:
        model = ThankYou
        fields = ("outlet", "region", "state", "way", "trouble", "reason", "first", "since", "until")
