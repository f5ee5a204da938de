"""What people have said about being written to or called. A word is never edited: the newest counts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from crm.audit.services.recording import record_act
from customers.models import Consent, Contact, Customer
from customers.services.files import subject_of
from customers.services.standing import kept


@dataclass(frozen=True, slots=True)
class Word:
    """One word on one channel and purpose; `source`: how it came, `proof`: where it can be read or heard again."""

    channel: str
    purpose: str
    given: bool
    source: str
    proof: str = ""


@transaction.atomic
def note_consent(
    customer: Customer, word: Word, *, contact: Contact | None = None, by: object, at: datetime
) -> Consent:
    """
    contact   whose word it is; None: of whoever answers for the customer
    raises    Refused for a file that is merged or anonymous
    writes    customers_consent, audit_auditentry
    """
    row = Consent.objects.create(
        customer=kept(customer),
        contact=contact,
        outlet_id=customer.outlet_id,
        channel=word.channel,
        purpose=word.purpose,
        given=word.given,
        source=word.source,
        proof=word.proof,
        at=at,
        by=by if getattr(by, "pk", None) else None,
    )
    detail = {"channel": word.channel, "purpose": word.purpose, "given": word.given}
    record_act("consent.note", subject_of(customer), by=by, at=at, detail=detail)
    return row
