"""Where each kind of visitor goes: the order is the order of a day, and each part's own four places are at hand."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.accounts.roles import FIELD_EDITORS, HQ_ROLES, NETWORK_EDITORS, Role
from outlets.access import Access


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation. `roles`: only for these; None: for everybody who has this navigation. `short`: the
    word below a phone's page, a fifth of 360 px wide.
    """

    label: "str | Promise"
    icon: str
    url_name: str
    roles: frozenset[Role] | None = None
    short: "str | Promise" = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Places that belong together. The first has no title."""

    title: "str | Promise"
    places: tuple[Place, ...]


MANAGERS = frozenset({Role.MANAGER})
#: Who talks with customers.
CALLERS = frozenset({Role.MANAGER, Role.SERVICE_CLERK})
#: Who stands at the counter.
COUNTERS = CALLERS | {Role.WAYBILL_CLERK}
#: Who judges problem pieces, spot checks and weights.
JUDGES = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})
OUTLET = (
    Section(
        "",
        (
            Place(_("Overview"), "home", "home:overview", MANAGERS),
            Place(_("Today's work"), "list-check", "shipments:work", short=pgettext_lazy("tab", "Today")),
            Place(_("Arrival scan"), "barcode", "shipments:arrival_desk"),
            Place(_("Phone scan"), "scan", "shipments:phone"),
            Place(_("Sign entry"), "writing-sign", "shipments:signing"),
            Place(_("Problem pieces"), "alert-triangle", "shipments:problems", short=pgettext_lazy("tab", "Problems")),
            Place(_("Delivery monitor"), "clipboard-check", "shipments:monitor", short=pgettext_lazy("tab", "Monitor")),
        ),
    ),
    Section(
        _("Counter"),
        (
            Place(
                _("Enter a waybill"),
                "plus",
                "shipments:waybill_new",
                COUNTERS,
                short=pgettext_lazy("tab", "New waybill"),
            ),
            Place(_("Waybills"), "packages", "shipments:waybills"),
            Place(_("Prices"), "receipt-yuan", "shipments:quotations"),
            Place(_("Money and papers"), "report-money", "shipments:cods"),
            Place(_("Service range"), "map-2", "outlets:areas"),
        ),
    ),
    Section(
        _("Customers"),
        (
            Place(_("Customers"), "users", "customers:customers"),
            Place(_("Callbacks"), "phone", "customers:callbacks", CALLERS),
            Place(_("Going"), "trending-down", "customers:churn_cases", CALLERS),
            Place(_("Thank-yous"), "message-report", "customers:thanks", CALLERS),
            Place(_("Incoming call"), "phone", "customers:incoming", COUNTERS),
            Place(_("Tasks"), "list-check", "customers:tasks"),
            Place(_("Duplicates"), "copy", "customers:duplicates", CALLERS),
            Place(_("Handovers"), "transfer-in", "customers:handovers", MANAGERS),
            Place(_("Unusual looks"), "eye", "customers:looks", MANAGERS),
            Place(_("Greetings"), "calendar-due", "customers:greetings", CALLERS),
            Place(_("Key accounts"), "id-badge-2", "customers:key_accounts", CALLERS),
            Place(_("Market"), "chart-bar", "customers:market", CALLERS),
            Place(_("Satisfaction"), "message-report", "customers:surveys", CALLERS),
            Place(_("Leads"), "flag", "customers:leads"),
            Place(_("Redeem points"), "coin-yuan", "customers:points_desk", COUNTERS),
            Place(_("Points and rewards"), "receipt-yuan", "customers:rewards"),
        ),
    ),
    Section(
        _("Customer service"),
        (
            Place(_("Tracking"), "search", "shipments:track", COUNTERS),
            Place(_("Delays"), "clock-exclamation", "shipments:delays", CALLERS),
            Place(_("Calls"), "phone", "shipments:calls", CALLERS),
            Place(_("Message centre"), "message-report", "outbox:messages", COUNTERS),
        ),
    ),
    Section(
        _("Outlet"),
        (
            Place(_("Trips"), "truck", "shipments:trips"),
            Place(_("Fines"), "coin-yuan", "quality:fines"),
            Place(_("Appeals"), "gavel", "quality:appeals", CALLERS),
            Place(_("Account"), "report-money", "quality:statements", MANAGERS),
            Place(_("Figures"), "chart-bar", "home:dashboard", MANAGERS),
            Place(_("Notices"), "flag", "outlets:notices"),
            Place(_("Performance"), "trending-up", "quality:scores", MANAGERS | {Role.COURIER}),
            Place(_("Documents"), "file-text", "outlets:documents"),
            Place(_("Rule book"), "book-2", "shipments:rulebook", MANAGERS),
            Place(_("Day log"), "notebook", "shipments:day_logs"),
            Place(_("Staff"), "users", "outlets:staff", MANAGERS),
            Place(_("Training"), "school", "outlets:training", MANAGERS),
            Place(_("Phones"), "barcode", "shipments:phone_devices", MANAGERS),
            Place(_("Imports"), "file-import", "imports:files", MANAGERS),
            Place(_("Exports"), "download", "exports:exports", MANAGERS),
        ),
    ),
)
HEADQUARTERS = (
    Section(
        "",
        (
            Place(_("Dashboard"), "layout-dashboard", "home:dashboard"),
            Place(_("Waybills"), "packages", "shipments:waybills"),
            Place(_("Tracking"), "search", "shipments:track"),
            Place(_("Trips"), "truck", "shipments:trips"),
        ),
    ),
    Section(
        _("Quality"),
        (
            Place(_("Fines"), "coin-yuan", "quality:fines"),
            Place(_("Appeals"), "gavel", "quality:appeals_waiting"),
            Place(_("Delivery monitor"), "clipboard-check", "shipments:monitor"),
            Place(_("Problem pieces"), "alert-triangle", "shipments:problems"),
            Place(_("False-scan radar"), "scan", "quality:radar", frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})),
            Place(_("Relief orders"), "arrow-back-up", "quality:relief_orders"),
            Place(_("Account"), "report-money", "quality:statements"),
            Place(_("Problem review"), "eye", "quality:reviews", JUDGES),
            Place(_("Spot checks"), "list-check", "quality:spot_checks", JUDGES),
            Place(_("Weight checks"), "weight", "quality:weights"),
            Place(_("Performance"), "trending-up", "quality:scores"),
            Place(_("Rule book"), "book-2", "shipments:rulebook"),
        ),
    ),
    Section(
        _("Customers and money"),
        (
            Place(_("Tiers"), "chart-bar", "customers:tiers"),
            Place(_("Customers"), "users", "customers:customers"),
            Place(_("Callbacks"), "phone", "customers:callbacks"),
            Place(_("Churn"), "trending-down", "customers:churn_cases"),
            Place(_("Thank-yous"), "message-report", "customers:thanks"),
            Place(_("Tasks"), "list-check", "customers:tasks"),
            Place(
                _("Key accounts' day"),
                "list-check",
                "customers:account_work",
                frozenset({Role.CRG}),
                short=pgettext_lazy("tab", "My accounts"),
            ),
            Place(_("Duplicates"), "copy", "customers:duplicates", NETWORK_EDITORS | {Role.CRG}),
            Place(_("Handovers"), "transfer-in", "customers:handovers"),
            Place(_("Unusual looks"), "eye", "customers:looks"),
            Place(_("Greetings"), "calendar-due", "customers:greetings"),
            Place(_("Key accounts"), "id-badge-2", "customers:key_accounts"),
            Place(_("Market"), "chart-bar", "customers:market"),
            Place(_("Satisfaction"), "message-report", "customers:surveys"),
            Place(_("Leads"), "flag", "customers:leads"),
            Place(_("Message centre"), "message-report", "outbox:messages"),
            Place(_("Points and rewards"), "coin-yuan", "customers:rewards"),
            Place(_("Prices"), "receipt-yuan", "shipments:price_tables"),
            Place(_("Money and papers"), "report-money", "shipments:cods"),
            Place(_("Call scripts"), "phone", "outlets:call_scripts"),
            Place(_("File fields"), "adjustments", "customers:custom_fields", FIELD_EDITORS),
        ),
    ),
    Section(
        _("Network"),
        (
            Place(_("Outlets"), "building-store", "outlets:outlets"),
            Place(_("Staff"), "users", "outlets:staff"),
            Place(_("Training"), "school", "outlets:training"),
            Place(_("Day log"), "notebook", "shipments:day_logs"),
            Place(_("Notices"), "flag", "outlets:notices"),
            Place(_("Documents"), "file-text", "outlets:documents"),
            Place(_("Calendar"), "calendar", "calendar:calendar"),
            Place(_("Imports"), "file-import", "imports:files", NETWORK_EDITORS | {Role.CRG}),
            Place(_("Exports"), "download", "exports:exports", NETWORK_EDITORS | {Role.CRG, Role.EXECUTIVE}),
        ),
    ),
)
#: Where a day begins. Who plays several parts begins with the first of them.
STARTS = (
    (Role.MANAGER, "home:overview"),
    (Role.SERVICE_CLERK, "shipments:delays"),
    (Role.WAYBILL_CLERK, "shipments:waybill_new"),
    (Role.COURIER, "shipments:work"),
)
START_HEADQUARTERS = "home:dashboard"
#: At headquarters, too, some have a page of their own.
STARTS_HEADQUARTERS = ((Role.CRG, "customers:account_work"),)
#: What stands at the bottom of a phone, by the first part somebody plays.
AT_HAND = {
    Role.MANAGER: ("home:overview", "shipments:work", "shipments:problems", "shipments:monitor"),
    Role.SERVICE_CLERK: ("shipments:work", "shipments:track", "shipments:delays", "shipments:calls"),
    Role.WAYBILL_CLERK: (
        "shipments:arrival_desk",
        "shipments:waybill_new",
        "shipments:waybills",
        "shipments:quotations",
    ),
    Role.COURIER: ("shipments:work", "shipments:phone", "shipments:signing", "shipments:problems"),
}
AT_HAND_HEADQUARTERS = ("home:dashboard", "shipments:waybills", "shipments:track", "quality:fines")
AT_HAND_CRG = ("customers:account_work", "customers:key_accounts", "customers:customers", "shipments:track")


def sections_of(access: Access) -> list[Section]:
    """The sections with the places that this visitor may enter; none of them empty."""
    found = []
    for section in HEADQUARTERS if access.network else OUTLET:
        places = tuple(place for place in section.places if place.roles is None or access.has(place.roles))
        if places:
            found.append(Section(section.title, places))
    return found


def places_of(access: Access) -> list[Place]:
    return [place for section in sections_of(access) for place in section.places]


def at_hand(access: Access) -> tuple[str, ...]:
    """URL names of the four places that a phone shows without asking."""
    if access.network:
        return AT_HAND_CRG if start_of(access) == "customers:account_work" else AT_HAND_HEADQUARTERS
    return next((AT_HAND[role] for role, _name in STARTS if role in access.roles), AT_HAND[Role.COURIER])


def start_of(access: Access) -> str:
    if access.network:
        own = (name for role, name in STARTS_HEADQUARTERS if access.has({role}) and access.roles & HQ_ROLES == {role})
        return next(own, START_HEADQUARTERS)
    return next((name for role, name in STARTS if role in access.roles), "shipments:work")
