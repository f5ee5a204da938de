"""Reads of leads that pages, the API and imports share."""

from dataclasses import dataclass

from customers.models import Customer, Lead
from outlets.models import Outlet
from outlets.queries.service_areas import coverage_of


@dataclass(frozen=True, slots=True)
class Known:
    """Whether an outlet knows a number already: by a file, by a lead that is open."""

    customer: Customer | None = None
    lead: Lead | None = None

    def __bool__(self) -> bool:
        return self.customer is not None or self.lead is not None


def known(outlet: Outlet | None, phone: str) -> Known:
    """phone   as `crm.shared.phones` writes it; without an outlet only the queue of headquarters is looked at"""
    return Known(file_of(outlet, phone), Lead.objects.open().filter(outlet=outlet, phone=phone).first())


def file_of(outlet: Outlet | None, phone: str) -> Customer | None:
    """The outlet's file with this number, the oldest when there are several."""
    if outlet is None:
        return None
    return Customer.objects.current().filter(outlet=outlet, phone=phone).order_by("pk").first()


def outlet_for(address: str) -> Outlet | None:
    """The outlet that serves this address; None when the service range does not say."""
    return coverage_of(address).outlet if address else None
