"""Whoever refuses messages from a number refuses for every file in which it stands."""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from crm.outbox.refusals import Refusal
from customers.models import Consent, Contact, Customer
from customers.rules.search_terms import meanings
from customers.services.consents import Word, note_consent

#: How the word came: a code of `customers.tables.files`.
SOURCE = "message"


def note_replied(refusal: Refusal, at: datetime) -> None:
    """The newest word of every customer and contact with this telephone is no.

    writes   customers_consent, audit_auditentry
    """
    for customer, contact in _speakers(refusal.address):
        for purpose in [refusal.purpose] if refusal.purpose else Consent.Purpose.values:
            if _allows(customer, contact, refusal.channel, purpose):
                word = Word(refusal.channel, purpose, False, SOURCE, refusal.proof[:200])
                note_consent(customer, word, contact=contact, by=None, at=at)


def _speakers(phone: str) -> Iterator[tuple[Customer, Contact | None]]:
    """Customers whose own number it is, and contacts of customers whose it is."""
    for customer in _files_with(phone).prefetch_related("contacts"):
        if customer.phone == phone:
            yield customer, None
        yield from [(customer, contact) for contact in customer.contacts.all() if contact.phone == phone]


def _files_with(phone: str) -> QuerySet[Customer]:
    """Uses index customer_by_terms, in which the telephones of contacts stand too."""
    words = meanings(phone)
    if not words:
        return Customer.objects.none()
    found = [Q(search_entry__terms__contains=sorted(terms)) for alternatives in words for terms in alternatives]
    return Customer.objects.filter(reduce(or_, found), state=Customer.State.ACTIVE).select_related("outlet")


def _allows(customer: Customer, contact: Contact | None, channel: str, purpose: str) -> bool:
    """False when the last word was no already."""
    said = customer.consents.filter(contact=contact, channel=channel, purpose=purpose).first()
    return said is None or said.given
