"""Columns of the deliveries behind a promise."""

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from shipments.models import DeliveryRun

BADGE, CODE = "parts/_badge.html", "parts/_code.html"


def promise_badge(run: DeliveryRun) -> Badge:
    """By `as_promised`, which the filter has worked out."""
    return Badge("met", _("As promised")) if run.as_promised else Badge("late", _("Not as promised"))


class DeliveredTable(Table[DeliveryRun]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell=CODE),
        Column(_("Delivered by"), "outlet.name"),
        Column(_("Business day"), "clock.day"),
        Column(_("Due"), "clock.delivery_due_at"),
        Column(_("Delivered"), "delivered_at"),
        Column(_("State"), "", show=promise_badge, cell=BADGE),
    )


class SignedTable(Table[DeliveryRun]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell=CODE),
        Column(_("Delivered by"), "outlet.name"),
        Column(_("Business day"), "clock.day"),
        Column(_("Due"), "clock.sign_due_at"),
        Column(_("Signed"), "signed_at"),
        Column(_("State"), "", show=promise_badge, cell=BADGE),
    )


class WholeTable(Table[DeliveryRun]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell=CODE),
        Column(_("Delivered by"), "outlet.name"),
        Column(_("Business day"), "clock.day"),
        Column(_("Delivered"), "delivered_at"),
        Column(_("State"), "", show=promise_badge, cell=BADGE),
    )
