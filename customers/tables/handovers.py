from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import Customer, Handover
from customers.tables.customers import shown_name, tier_words

STATE_BADGES = {
    Handover.State.OFFERED: Badge("open", Handover.State.OFFERED.label),
    Handover.State.ACCEPTED: Badge("met", Handover.State.ACCEPTED.label),
    Handover.State.DECLINED: Badge("refused", Handover.State.DECLINED.label),
    Handover.State.TAKEN_BACK: Badge("void", Handover.State.TAKEN_BACK.label),
}


def handover_badge(handover: Handover) -> Badge:
    return STATE_BADGES[Handover.State(handover.state)]


def offered_tier(customer: Customer) -> str:
    return tier_words(customer) or "—"


class HandoverTable(Table[Handover]):
    columns = (
        Column(gettext_lazy("Customer"), "customer", show=shown_name, link=True),
        Column(gettext_lazy("State"), "", show=handover_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Tier"), "customer", show=offered_tier),
        Column(gettext_lazy("From outlet"), "outlet.name"),
        Column(gettext_lazy("To outlet"), "to_outlet.name"),
        Column(gettext_lazy("Reason"), "reason"),
        Column(gettext_lazy("Offered at"), "offered_at"),
        Column(gettext_lazy("By"), "offered_by", quiet=True),
    )
