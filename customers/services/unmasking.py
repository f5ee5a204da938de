"""Seeing a customer's names, telephones and address whole."""

from dataclasses import dataclass
from datetime import datetime

from crm.accounts.models import User
from crm.audit.services.unmasking import note_look
from customers.models import Contact, Customer
from outlets.access import Access


@dataclass(frozen=True, slots=True)
class Whole:
    """A file and the contacts who are still there, unmasked."""

    name: str
    phone: str
    address: str
    contacts: tuple[Contact, ...]


def unmask_customer(customer: Customer, *, reason: str, access: Access, by: User, at: datetime) -> Whole:
    """The file's personal data whole, with the look noted: one look, however many contacts there are.

    raises   TooManyLooks for somebody at an outlet who has looked too often; that is noted as well
    writes   audit_auditentry
    """
    subject = f"customers.customer:{customer.pk}"
    note_look("customer", subject, detail={"reason": reason}, capped=not access.network, by=by, at=at)
    contacts = tuple(customer.contacts.filter(left_on=None))
    return Whole(customer.name, customer.phone, customer.address, contacts)
