"""What a customer wants to hear, as the consent centre shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from crm.outbox.models import Suppression
from crm.shared.figures import Badge
from crm.shared.masking import mask_phone
from customers.models import Consent, Customer
from customers.queries.consents import Standing, standings_of
from customers.queries.person import addresses_of
from customers.services.refusals import refusal_link
from customers.tables.files import GIVEN, MADE_SOURCES, REFUSED

FREE = Badge("open", gettext_lazy("Allowed, nobody has refused"))
UNASKED = Badge("void", gettext_lazy("Never asked: not allowed"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One channel and purpose: how it stands, since when, by what; link: for the customer to refuse it."""

    standing: Standing
    badge: Badge
    link: str

    @property
    def source(self) -> str:
        return source_of(self.standing.word)


@dataclass(frozen=True, slots=True)
class Silent:
    """A number or address on the network's list, masked."""

    row: Suppression
    address: str


def source_of(word: Consent | None) -> str:
    return str(MADE_SOURCES.get(word.source, word.source)) if word else ""


def cells_of(customer: Customer) -> list[tuple[str, list[Cell]]]:
    """Purpose in words → its channels."""
    cells = [Cell(each, _badge(each), _link(customer, each)) for each in standings_of(customer)]
    return [
        (str(purpose.label), [cell for cell in cells if cell.standing.purpose == purpose])
        for purpose in Consent.Purpose
    ]


def _badge(standing: Standing) -> Badge:
    if standing.word is None:
        return FREE if standing.allowed else UNASKED
    return GIVEN if standing.word.given else REFUSED


def _link(customer: Customer, standing: Standing) -> str:
    open_still = customer.state == Customer.State.ACTIVE and standing.allowed
    return refusal_link(customer, standing.channel, standing.purpose) if open_still else ""


def silent_of(customer: Customer) -> list[Silent]:
    """Of the customer's and its people's addresses those that nobody in the network writes to."""
    rows = Suppression.objects.filter(address__in=addresses_of(customer), ended_at=None)
    return [Silent(row, _masked(row.address)) for row in rows]


def _masked(address: str) -> str:
    name, at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if at else mask_phone(address)
