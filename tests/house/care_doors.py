"""The doors of care: messages, greetings, thanks, surveys, points; and the rows their addresses name."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from customers.models import Customer
from customers.services.surveys import token_of
from tests import make
from tests.house.door import Door, Gate, act, form


def rows_of_care(customer: Customer) -> dict[str, Any]:
    """One row of each kind that belongs to the customer's outlet, by noun."""
    return {
        # Messages
        # Greetings
        # Thanks and consents
        # Surveys
        "invitation": make.invitation(customer, invited_at=timezone.now()),
        # Points and rewards
    }


def around(noun: str, name: str = "pk") -> Callable[[Any], dict[str, Any]]:
    """The address of a row around the customer."""
    return lambda side: {name: side.of_customer[noun].pk}


def link(side: Any) -> dict[str, Any]:
    """A customer's own link to a survey."""
    return {"token": token_of(side.of_customer["invitation"].key)}


CARE_PAGES: dict[str, Door] = {
    # Messages
    "outbox:receipts": act(public=True, token=True, row=lambda _side: {"provider": "gateway"}, shared=True),
    "outbox:replies": act(public=True, token=True, row=lambda _side: {"provider": "gateway"}, shared=True),
    # Greetings
    # Thanks and consents
    # Surveys
    "survey:answer": form(public=True, shared=True, row=link),
    # Points and rewards
}

CARE_API: dict[str, Gate] = {}
