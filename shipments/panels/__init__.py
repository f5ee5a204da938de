"""Boxes that shipments hang on the pages of lower apps."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.panels import Panel, hang
from outlets.access import access_of
from outlets.models import Outlet
from shipments.models import CashOnDelivery, LineHaulTrip, ReturnReceipt, Waybill
from shipments.panels import customers
from shipments.tables.calls import result_badge
from shipments.tables.followups import cod_badge, receipt_badge
from shipments.tables.negotiations import promise_badge, promises_of
from shipments.tables.trips import trip_badge

LISTED = 20
SAID = 5


def trips_today(outlet: Outlet, user: Any) -> Mapping[str, Any]:
    trips = LineHaulTrip.objects.visible_to(user).of_the_day(outlet, at=timezone.now())[:LISTED]
    return {"outlet": outlet, "trips": [(trip, trip_badge(trip)) for trip in trips]}


def calls_and_promises(waybill: Waybill, user: Any) -> Mapping[str, Any]:
    """What was said to the customer, what was promised, and whom to call again."""
    at = timezone.now()
    calls = waybill.calls.visible_to(user).select_related("by", "script")[:SAID]
    return {
        "waybill": waybill,
        "calls": [(call, result_badge(call)) for call in calls],
        "promises": [(each, promise_badge(each, at=at)) for each in promises_of(waybill)],
        "retries": waybill.call_retries.visible_to(user).waiting(),
        "may_act": access_of(user).has(OUTLET_ROLES),
        "at": at,
    }


def money_of(waybill: Waybill, user: Any) -> Mapping[str, Any]:
    """What the shipment costs, and what of it has to come back to the sender."""
    cod = CashOnDelivery.objects.filter(waybill=waybill).first()
    receipt = ReturnReceipt.objects.filter(waybill=waybill).first() if waybill.return_receipt else None
    return {
        "waybill": waybill,
        "cod": cod and (cod, cod_badge(cod)),
        "receipt": receipt and (receipt, receipt_badge(receipt)),
        "at": timezone.now(),
    }


def hang_panels() -> None:
    hang("shipment", Panel("shipments/_calls_panel.html", calls_and_promises, order=10))
    hang("outlets.outlet", Panel("shipments/_trips_today.html", trips_today, order=10))
    hang("shipment", Panel("shipments/_shipment_money.html", money_of, order=10))
    customers.hang_all()
