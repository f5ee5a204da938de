"""Columns of the duty lists: what every figure of a dashboard opens."""

from django.utils.translation import gettext_lazy as _

from crm.shared.tables import Column, Table
from shipments.models import DeliveryRun, PieceArrival
from shipments.tables import states

BADGE, CODE = "parts/_badge.html", "parts/_code.html"


class ArrivalTable(Table[PieceArrival]):
    columns = (
        Column(_("Piece"), "piece.number", link=True, cell=CODE),
        Column(_("Kind"), "piece.get_kind_display", quiet=True),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Trip"), "trip.trip_no"),
        Column(_("Rule"), "clock.arrival_rule"),
        Column(_("Due"), "", cell="shipments/_arrival_due.html"),
        Column(_("Scanned"), "scanned_at"),
        Column(_("State"), "", show=states.arrival_badge, cell=BADGE),
    )


class DeliveryTable(Table[DeliveryRun]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell=CODE),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Trip"), "trip.trip_no", quiet=True),
        Column(_("Rule"), "clock.delivery_rule"),
        Column(_("Due"), "", cell="shipments/_delivery_due.html"),
        Column(_("Out for delivery"), "out_at", quiet=True),
        Column(_("Delivered"), "delivered_at"),
        Column(_("State"), "", show=states.delivery_badge, cell=BADGE),
    )


class SignTable(Table[DeliveryRun]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell=CODE),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Trip"), "trip.trip_no", quiet=True),
        Column(_("Rule"), "clock.sign_rule"),
        Column(_("Due"), "", cell="shipments/_sign_due.html"),
        Column(_("Delivered"), "delivered_at", quiet=True),
        Column(_("Signed"), "signed_at"),
        Column(_("State"), "", show=states.sign_badge, cell=BADGE),
    )
