"""Promises to customers as pages show them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from shipments.models import Negotiation, Waybill
from shipments.rules.negotiations import Promise, promise_state

PROMISE_BADGES = {
    Promise.OPEN: Badge("open", _("Promised")),
    Promise.KEPT: Badge("met", _("Promise kept")),
    Promise.BROKEN: Badge("overdue", _("Promise broken")),
    Promise.LATE: Badge("late", _("Promise kept late")),
}


def promise_badge(negotiation: Negotiation, *, at: datetime) -> Badge:
    """Of a negotiation read `with_fulfilment()`."""
    return PROMISE_BADGES[promise_state(negotiation.promised_at, negotiation.fulfilled_at, at=at)]


def promises_of(waybill: Waybill) -> list[Negotiation]:
    """The newest first: it is the one that is followed."""
    return list(waybill.negotiations.with_fulfilment().select_related("by", "outlet", "call"))
