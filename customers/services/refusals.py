"""Customers who say by a link of their own that they do not want to be written to any more.

The link is its own proof: customer, channel and purpose in the clear, and a code that only we can have written. It
opens nothing else and holds for ever, since refusing must always be easy.
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from crm.outbox.models import Suppression
from crm.outbox.services.suppressing import suppress
from crm.shared.links import public_link
from customers.models import Consent, Customer
from customers.services.consents import Word, note_consent

_TOKEN = re.compile(r"(\d{1,18})([sec])([np])([\w-]{16})")
_CHANNELS = {channel.value[0]: channel for channel in Consent.Channel}
_PURPOSES = {purpose.value[0]: purpose for purpose in Consent.Purpose}
CODE_BYTES = 12
#: How the word came: a code of `customers.tables.files`.
SOURCE = "link"


@dataclass(frozen=True, slots=True)
class Refusing:
    """What a link refuses."""

    customer: Customer
    channel: Consent.Channel
    purpose: Consent.Purpose


def token_of(customer_id: int, channel: str, purpose: str) -> str:
    told = f"{customer_id}{channel[0]}{purpose[0]}"
    code = salted_hmac("customers.refusals", told, algorithm="sha256").digest()[:CODE_BYTES]
    return told + urlsafe_b64encode(code).decode()


def refusal_link(customer: Customer, channel: str, purpose: str) -> str:
    """To be written into a message, or read to the customer."""
    return public_link(reverse("refuse:refuse", args=[token_of(customer.pk, channel, purpose)]))


def refusing(token: str) -> Refusing | None:
    """What this link refuses, for the file that is left of merged ones; None: we have not written it."""
    told = _TOKEN.fullmatch(token)
    if told is None:
        return None
    pk, channel, purpose = int(told[1]), _CHANNELS[told[2]], _PURPOSES[told[3]]
    if not constant_time_compare(token_of(pk, channel, purpose), token):
        return None
    customer = Customer.objects.select_related("outlet", "merged_into__outlet").filter(pk=pk).first()
    return Refusing(customer.merged_into or customer, channel, purpose) if customer else None


@transaction.atomic
def refuse(asked: Refusing, *, token: str, at: datetime) -> bool:
    """Keep the refusal, and write to the customer's number no more. False when it was refused already.

    writes   customers_consent, outbox_suppression, audit_auditentry
    """
    customer = Customer.objects.select_for_update(no_key=True).get(pk=asked.customer.pk)
    if customer.state != Customer.State.ACTIVE:
        return False
    said = customer.consents.filter(contact=None, channel=asked.channel, purpose=asked.purpose).first()
    if said and not said.given:
        return False
    proof = f"/refuse/{token[:8]}…"
    note_consent(customer, Word(asked.channel, asked.purpose, False, SOURCE, proof), by=None, at=at)
    for address in _addresses(customer, asked.channel):
        source = Suppression.Source.LINK
        suppress(asked.channel, address, source=source, proof=proof, at=at, purpose=asked.purpose)
    return True


def _addresses(customer: Customer, channel: str) -> list[str]:
    if channel == Consent.Channel.SMS:
        return [customer.phone] if customer.phone else []
    if channel == Consent.Channel.EMAIL:
        return list(customer.contacts.filter(main=True).exclude(email="").values_list("email", flat=True))
    return []
