"""Where each kind of visitor goes: the order is the order of a day."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import NETWORK_EDITORS, Role
from outlets.access import Access


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. `roles`: only for these; None: for everybody who has this navigation."""

    label: "str | Promise"
    icon: str
    url_name: str
    roles: frozenset[Role] | None = None


MANAGERS = frozenset({Role.MANAGER})
#: Who talks with customers.
CALLERS = frozenset({Role.MANAGER, Role.SERVICE_CLERK})
#: Who stands at the counter.
COUNTERS = CALLERS | {Role.WAYBILL_CLERK}
OUTLET = (
    Place(_("Overview"), "home", "home:overview", MANAGERS),
    Place(_("Today's work"), "list-check", "shipments:work"),
    Place(_("Arrival scan"), "barcode", "shipments:arrival_desk"),
    Place(_("Phone scan"), "scan", "shipments:phone"),
    Place(_("Sign entry"), "writing-sign", "shipments:signing"),
    Place(_("Delivery monitor"), "clipboard-check", "shipments:monitor"),
    Place(_("Waybills"), "packages", "shipments:waybills"),
    Place(_("Enter a waybill"), "plus", "shipments:waybill_new", COUNTERS),
    Place(_("Tracking"), "search", "shipments:track", CALLERS | {Role.WAYBILL_CLERK}),
    Place(_("Delays"), "clock-exclamation", "shipments:delays", CALLERS),
    Place(_("Calls"), "phone", "shipments:calls", CALLERS),
    Place(_("Prices"), "receipt-yuan", "shipments:quotations"),
    Place(_("Money and papers"), "report-money", "shipments:cods"),
    Place(_("Service range"), "map-2", "outlets:areas"),
    Place(_("Trips"), "truck", "shipments:trips"),
    Place(_("Fines"), "coin-yuan", "quality:fines"),
    Place(_("Documents"), "file-text", "outlets:documents"),
    Place(_("Figures"), "chart-bar", "home:dashboard", MANAGERS),
    Place(_("Rule book"), "book-2", "shipments:rulebook", MANAGERS),
    Place(_("Day log"), "notebook", "shipments:day_logs"),
    Place(_("Staff"), "users", "outlets:staff", MANAGERS),
    Place(_("Phones"), "barcode", "shipments:phone_devices", MANAGERS),
    Place(_("Training"), "school", "outlets:training", MANAGERS),
)
HEADQUARTERS = (
    Place(_("Dashboard"), "layout-dashboard", "home:dashboard"),
    Place(_("Waybills"), "packages", "shipments:waybills"),
    Place(_("Delivery monitor"), "clipboard-check", "shipments:monitor"),
    Place(_("Tracking"), "search", "shipments:track"),
    Place(_("Trips"), "truck", "shipments:trips"),
    Place(_("Fines"), "coin-yuan", "quality:fines"),
    Place(_("Money and papers"), "report-money", "shipments:cods"),
    Place(_("Prices"), "receipt-yuan", "shipments:price_tables"),
    Place(_("Outlets"), "building-store", "outlets:outlets"),
    Place(_("Day log"), "notebook", "shipments:day_logs"),
    Place(_("Staff"), "users", "outlets:staff"),
    Place(_("Training"), "school", "outlets:training"),
    Place(_("Documents"), "file-text", "outlets:documents"),
    Place(_("Rule book"), "book-2", "shipments:rulebook"),
    Place(_("Call scripts"), "phone", "outlets:call_scripts"),
    Place(_("Imports"), "file-import", "imports:files", NETWORK_EDITORS),
)
#: Where a day begins. Who plays several parts begins with the first of them.
STARTS = (
    (Role.MANAGER, "home:overview"),
    (Role.SERVICE_CLERK, "shipments:delays"),
    (Role.WAYBILL_CLERK, "shipments:waybill_new"),
    (Role.COURIER, "shipments:work"),
)
START_HEADQUARTERS = HEADQUARTERS[0].url_name


def places_of(access: Access) -> list[Place]:
    places = HEADQUARTERS if access.network else OUTLET
    return [place for place in places if place.roles is None or access.has(place.roles)]


def start_of(access: Access) -> str:
    if access.network:
        return START_HEADQUARTERS
    return next((name for role, name in STARTS if role in access.roles), "shipments:work")
