"""The doors of care: messages, greetings, thanks, surveys, points; and the rows their addresses name."""

from collections.abc import Callable
from typing import Any

from customers.models import Customer
from tests.house.door import Door, Gate


def rows_of_care(customer: Customer) -> dict[str, Any]:
    """One row of each kind that belongs to the customer's outlet, by noun."""
    return {
        # Messages
        # Greetings
        # Thanks and consents
        # Surveys
        # Points and rewards
    }


def around(noun: str, name: str = "pk") -> Callable[[Any], dict[str, Any]]:
    """The address of a row around the customer."""
    return lambda side: {name: side.of_customer[noun].pk}


CARE_PAGES: dict[str, Door] = {
    # Messages
    # Greetings
    # Thanks and consents
    # Surveys
    # Points and rewards
}

CARE_API: dict[str, Gate] = {}
