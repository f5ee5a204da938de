from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Batch, Channel, Message, Purpose, Suppression, Template
from crm.outbox.rules.message_states import MAY_HAVE_ARRIVED
from crm.shared.filters import ChoiceFilter, DayFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from crm.shared.phones import plainest
from outlets.filters.places import OutletFilters

#: What several states have in common, beside each of them.
GROUPS = {
    "let_through": (_("All but those not sent"), frozenset(Message.State) - {Message.State.SKIPPED}),
    "handed_over": (_("Handed over"), MAY_HAVE_ARRIVED),
    "on_the_way": (_("Not handed over yet"), frozenset({Message.State.PENDING, Message.State.CLAIMED})),
}


class AddressSearch(SearchFilter):
    """The whole number or address: parts of it would read the whole table."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        written = "".join((value or "").split())
        plain = plainest(written) if written else ""
        return qs.filter(address__in={written, plain, f"+86{plain}"}) if written else qs


class StateFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[Message], value: str) -> QuerySet[Message]:
        if value in GROUPS:
            return qs.filter(state__in=sorted(GROUPS[value][1]))
        return super().filter(qs, value)


class MessageFilter(OutletFilters):
    q = AddressSearch(fields=("address",), placeholder=_("Whole number or address"))
    state = StateFilter(
        choices=[*Message.State.choices, *((name, label) for name, (label, _states) in GROUPS.items())],
        label=_("State"),
    )
    skipped = ChoiceFilter(choices=Message.Skipped.choices, label=_("Not sent because"))
    channel = ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    purpose = ChoiceFilter(choices=Purpose.choices, label=_("Purpose"))
    batch = ScopedChoiceFilter(queryset=Batch.objects.all(), label=_("Batch"))
    since = DayFilter(field_name="created_at", lookup="gte", label=_("Written since"))

    class Meta:
        model = Message
        fields = ("q", "outlet", "region", "state", "skipped", "channel", "purpose", "batch", "since")


class TemplateFilter(PageFilters):
    channel = ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    purpose = ChoiceFilter(choices=Purpose.choices, label=_("Purpose"))

    class Meta:
        model = Template
        fields = ("channel", "purpose")


class SuppressionFilter(PageFilters):
    q = AddressSearch(fields=("address",), placeholder=_("Whole number or address"))
    channel = ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    source = ChoiceFilter(choices=Suppression.Source.choices, label=_("Source"))
    since = DayFilter(field_name="since", lookup="gte", label=_("Since"))

    class Meta:
        model = Suppression
        fields = ("q", "channel", "source", "since")
