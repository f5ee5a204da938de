"""Thanks and apologies on the customer's timeline, and what a customer wants to hear beside it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.timelines import Below, Line, Part, hang, newest
from customers.models import Customer, ThankYou
from customers.tables.thanks import thanks_badge, way_words


def hang_all() -> None:
    hang("customers.customer", Part("thanks", gettext_lazy("Thank-yous"), thanks_of, order=45))


def thanks_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = ThankYou.objects.visible_to(user).filter(customer=customer).exclude(way=ThankYou.Way.NONE)
    return [
        Line(
            row.delivered_at,
            row.pk,
            way_words(row) if row.trouble else _("Thank-you: %(way)s") % {"way": row.get_way_display()},
            text=_("Waybill %(waybill)s, parcels that day: %(parcels)s")
            % {"waybill": row.waybill, "parcels": row.parcels},
            icon="message-report",
            badge=thanks_badge(row),
        )
        for row in newest(rows, "delivered_at", below, limit)
    ]
