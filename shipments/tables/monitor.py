"""Columns of the delivery monitor: one table a question, each row with what is to be done next."""

from django.utils.translation import gettext_lazy as _

from crm.shared.masking import mask_phones_in
from crm.shared.tables import Column, Table
from shipments.models import DeliveryRun, ProblemRecord

CODE = "parts/_code.html"
ACTS = Column("", "", cell="shipments/_monitor_acts.html")
WAYBILL = Column(_("Waybill"), "waybill.number", link=True, cell=CODE)
OUTLET = Column(_("Outlet"), "outlet.name")


class NotSentOutTable(Table[DeliveryRun]):
    columns = (
        WAYBILL,
        OUTLET,
        Column(_("Business day"), "clock.day"),
        Column(_("Trip"), "trip.trip_no", quiet=True),
        Column(_("Received"), "clock.received_at"),
        Column(_("To be delivered by"), "clock.delivery_due_at"),
        ACTS,
    )


class UnsignedTable(Table[DeliveryRun]):
    columns = (
        WAYBILL,
        OUTLET,
        Column(_("Business day"), "clock.day"),
        Column(_("Out for delivery"), "out_at"),
        Column(_("Delivered"), "delivered_at"),
        Column(_("Sign entry due"), "clock.sign_due_at"),
        ACTS,
    )


class WithoutPictureTable(Table[DeliveryRun]):
    columns = (
        WAYBILL,
        OUTLET,
        Column(_("Business day"), "clock.day"),
        Column(_("Delivered"), "delivered_at", quiet=True),
        Column(_("Signed"), "signed_at"),
        ACTS,
    )


class NotFollowedUpTable(Table[ProblemRecord]):
    columns = (
        WAYBILL,
        OUTLET,
        Column(_("Category"), "get_category_display"),
        Column(_("Matter"), "matter", show=mask_phones_in),
        Column(_("Registered"), "registered_at"),
        Column(_("Follow up by"), "follow_up_at"),
        ACTS,
    )
