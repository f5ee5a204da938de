"""Whether a file may still be written to."""

from django.utils.translation import gettext_lazy as _

from crm.shared.errors import Refused
from customers.models import Customer


def kept(customer: Customer) -> Customer:
    """
    raises   Refused for a file that was merged into another one or made anonymous
    """
    if customer.state == Customer.State.MERGED:
        raise Refused(_("This file was merged into another one: write it there."), code="customer_merged")
    if customer.state == Customer.State.ANONYMOUS:
        raise Refused(_("This file was made anonymous: nothing is added to it."), code="customer_anonymous")
    return customer
