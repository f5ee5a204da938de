"""The doors of customers, and the rows around a customer that their addresses name."""

from typing import Any

from crm.accounts.roles import FILE_KEEPERS
from customers.models import Customer
from tests.house.door import HQ, NETWORK, Door, Gate, act, form, look


def rows_of(customer: Customer) -> dict[str, Any]:
    """One row of each kind that belongs to the customer's outlet, by noun."""
    return {
        # The file
        # Looking customers up
        # Duplicates, merges, handovers
        # Tiers
        # Callbacks
        # Churn
        # Leads
        # Key accounts
        # Market
    }


def customer(side: Any) -> dict[str, Any]:
    return {"pk": side.customer.pk}


CUSTOMER_PAGES: dict[str, Door] = {
    # The file
    "customers:customer_new": form(FILE_KEEPERS),
    "customers:customer_alike": act(FILE_KEEPERS),
    "customers:customer_edit": form(FILE_KEEPERS, row=lambda side: {"pk": side.customer.pk}),
    # Looking customers up
    "customers:customers": look(),
    "customers:search": act(),
    "customers:customer": look(row=customer),
    # Duplicates, merges, handovers
    # Tiers
    # Callbacks
    # Churn
    # Leads
    # Key accounts
    # Market
    # Exports
    # Calendar
    "calendar:calendar": look(HQ),
    "calendar:year": look(HQ, row=lambda side: {"year": 2026}, shared=True),
    "calendar:draft": act(NETWORK, row=lambda side: {"year": 2027}, shared=True),
    "calendar:confirm": act(NETWORK, row=lambda side: {"year": 2027}, shared=True),
    "calendar:keep_day": act(NETWORK, row=lambda side: {"year": 2026}, shared=True),
    "calendar:forget_day": act(NETWORK, row=lambda side: {"year": 2026}, shared=True, absent=True),
}

CUSTOMER_API: dict[str, Gate] = {
    # The file
    "api:customers": Gate({"GET": "customers:read", "POST": "customers:write"}),
    "api:customer": Gate(
        {"GET": "customers:read", "PATCH": "customers:write"}, row=lambda side: {"pk": side.customer.pk}
    ),
    "api:contacts": Gate(
        {"GET": "customers:read", "POST": "customers:write"}, row=lambda side: {"pk": side.customer.pk}
    ),
    # Leads
}
