"""Where each kind of visitor goes: the order is the order of a day."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import NETWORK_EDITORS, Role
from outlets.access import Access


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation, shown to holders of `roles`; empty: to everybody on this side of the house."""

    label: "str | Promise"
    icon: str
    url_name: str
    roles: frozenset[Role] = frozenset()


OUTLET = (
    Place(_("Today"), "list-check", "shipments:work"),
    Place(_("Arrival scan"), "barcode", "shipments:arrival_desk"),
    Place(_("Waybills"), "packages", "shipments:waybills"),
    Place(_("Trips"), "truck", "shipments:trips"),
    Place(_("Fines"), "coin-yuan", "quality:fines"),
    Place(_("Our outlet"), "building-store", "outlets:outlets"),
)
HEADQUARTERS = (
    Place(_("Dashboard"), "layout-dashboard", "home:dashboard"),
    Place(_("Outlets"), "building-store", "outlets:outlets"),
    Place(_("Trips"), "truck", "shipments:trips"),
    Place(_("Waybills"), "packages", "shipments:waybills"),
    Place(_("Fines"), "coin-yuan", "quality:fines"),
    Place(_("Rule book"), "book-2", "shipments:rulebook"),
    Place(_("Imports"), "file-import", "imports:files", NETWORK_EDITORS),
)
START_OUTLET, START_HEADQUARTERS = OUTLET[0].url_name, HEADQUARTERS[0].url_name


def places_of(access: Access) -> tuple[Place, ...]:
    places = HEADQUARTERS if access.network else OUTLET
    return tuple(place for place in places if not place.roles or access.has(place.roles))
