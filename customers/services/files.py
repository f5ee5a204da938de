"""Customer files: opened and corrected."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Customer
from customers.services.address_book import Contact, remember
from outlets.models import Outlet

CORRECTABLE = ("name", "phone", "address")


def open_customer(outlet: Outlet, code: str, *, name: str, phone: str, address: str, at: datetime) -> Customer:
    """A new file at the outlet.

    raises   Refused when the outlet has a customer with this code
    writes   customers_customer, customers_addressbookentry
    """
    try:
        with transaction.atomic():
            customer = Customer.objects.create(
                outlet=outlet, code=code, name=name, phone=phone, address=address, created_at=at
            )
            remember([_contact(customer)], at=at, uses=0)
            return customer
    except IntegrityError as clash:
        if "customer_code_once_per_outlet" not in str(clash):
            raise
        raise Refused(_("This outlet has a customer with this code already."), code="customer_exists") from clash


@transaction.atomic
def correct_customer(customer: Customer, changes: Mapping[str, str], *, by: object, at: datetime) -> Customer:
    """Change name, phone or address; the trail says which, not what they were.

    writes   customers_customer, customers_addressbookentry, audit_auditentry
    """
    changed = sorted(name for name in CORRECTABLE if name in changes and changes[name] != getattr(customer, name))
    if not changed:
        return customer
    for name in changed:
        setattr(customer, name, changes[name])
    customer.save(update_fields=changed)
    remember([_contact(customer)], at=at, uses=0)
    record_act("customer.correct", f"customers.customer:{customer.pk}", by=by, at=at, detail={"fields": changed})
    return customer


def _contact(customer: Customer) -> Contact:
    return Contact(customer.outlet_id, customer.name, customer.phone, customer.address, customer.pk)
