"""All that is kept about one customer, found in the models themselves: what a later app adds comes along unasked."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet

from crm.outbox.models import Message, Reply, Suppression
from customers.models import (
    Callback,
    ChurnCase,
    Customer,
    DeliveryNote,
    DuplicatePair,
    Invitation,
    KeyAccount,
    SearchEntry,
)
from customers.queries.pointers import Pointer, pointers_to

#: Rows a kind; of more than these the newest.
MOST = 10_000
#: What machines keep for themselves, or what is as much about somebody else.
LEFT_OUT = {SearchEntry, DuplicatePair, DeliveryNote}
OTHERS = ("receiver_", "token_hash")
#: What points to the customer by way of these.
BETWEEN = (Callback, ChurnCase, Invitation, KeyAccount)


def everything_about(customer: Customer) -> dict[str, Any]:
    """Kind → {"of": how many there are, "rows": field → value}, for a file of JSON.

    Volume   a query a kind, some forty; at most MOST rows each.
    """
    told: dict[str, Any] = {"customers.Customer": {"of": 1, "rows": [_row(customer)]}}
    for pointer in pointers_to(Customer):
        if pointer.model not in LEFT_OUT:
            _add(told, pointer, customer)
    for model in BETWEEN:
        parents = model._base_manager.filter(customer=customer).values("pk")
        for pointer in pointers_to(model):
            rows = pointer.model._base_manager.filter(**{f"{pointer.field}__in": parents})
            _tell(told, f"{pointer.name}", rows)
    for rows in _messages(customer):
        _tell(told, rows.model._meta.label, rows)
    return {kind: rows for kind, rows in told.items() if rows["of"]}


def _add(told: dict[str, Any], pointer: Pointer, customer: Customer) -> None:
    _tell(told, pointer.name, pointer.rows(customer))


def _tell(told: dict[str, Any], kind: str, rows: QuerySet[Any]) -> None:
    shown = [_row(row) for row in rows.order_by("-pk")[:MOST]]
    told[kind] = {"of": len(shown) if len(shown) < MOST else rows.count(), "rows": shown}


def _messages(customer: Customer) -> Iterator[QuerySet[Any]]:
    addresses = addresses_of(customer)
    yield Message.objects.filter(subject=f"customer:{customer.pk}")
    yield Reply.objects.filter(address__in=addresses)
    yield Suppression.objects.filter(address__in=addresses)


def addresses_of(customer: Customer) -> set[str]:
    """Numbers and addresses under which the customer and its people are written to."""
    people = customer.contacts.filter(~Q(phone="") | ~Q(email="")).values_list("phone", "email")
    return {customer.phone, *(address for told in people for address in told)} - {""}


def _row(row: Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if not field.name.startswith(OTHERS)]
    return {field.attname: getattr(row, field.attname) for field in fields}
