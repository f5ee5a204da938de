"""Columns of the customer list, and how a customer is called on every page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.masking import mask_name, mask_phone
from crm.shared.tables import Column, Table
from customers.models import Customer


def shown_name(customer: Customer) -> str:
    """A person's name is masked; an enterprise is known by its name."""
    return mask_name(customer.name) if customer.kind == Customer.Kind.PERSON else customer.name


def tier_words(customer: Customer) -> str:
    """A, B or C; empty for a customer that was never evaluated."""
    standing = getattr(customer, "standing", None)
    if standing is None:
        return ""
    return _("%(tier)s, provisional") % {"tier": standing.tier} if standing.provisional else standing.tier


class CustomerTable(Table[Customer]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=shown_name, link=True),
        Column(gettext_lazy("Tier"), "", show=tier_words, cell="parts/_badge.html"),
        Column(gettext_lazy("Code"), "code"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Telephone"), "phone", show=mask_phone),
        Column(gettext_lazy("Last shipment"), "activity.last_on"),
        Column(gettext_lazy("Parcels"), "activity.parcels", numeric=True),
        Column(gettext_lazy("Cared for by"), "keeper.get_full_name", quiet=True),
    )
