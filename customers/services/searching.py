"""What customers are found by, written down beside each change of a file."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from crm.shared.bulk import array_literal, copy_rows, text_array
from crm.shared.pinyin import reading
from customers.models import Contact, Customer, SearchEntry
from customers.rules.duplicates import Facts, core_of, keys_of
from customers.rules.search_terms import Name, Sought, terms_of
from customers.sql import search as sql

TOGETHER = 1000
FIELDS = ("id", "outlet_id", "code", "name", "phone", "address")


@transaction.atomic
def refresh(customer_ids: Collection[int]) -> int:
    """Write anew what these customers are found by; files that are no longer kept are found no more. Returns how many.

    To be called in the transaction that changed a file, its contacts, its outlet or its state.

    writes   customers_searchentry
    """
    wanted = sorted(set(customer_ids))
    written = 0
    for start in range(0, len(wanted), TOGETHER):
        ids = wanted[start : start + TOGETHER]
        rows = list(Customer.objects.current().filter(pk__in=ids).order_by("pk").values(*FIELDS))
        _write(rows, _contacts(ids))
        gone = set(ids) - {row["id"] for row in rows}
        if gone:
            SearchEntry.objects.filter(pk__in=gone).delete()
        written += len(rows)
    return written


def make_findable(files: Iterable[tuple[Mapping[str, Any], Collection[tuple[str, str]]]]) -> None:
    """The same for files that this very transaction has opened, by what the caller knows of them.

    files    FIELDS of each with name and telephone of its contacts
    writes   customers_searchentry
    """
    copy_rows(
        "customers_searchentry",
        ("customer_id", "outlet_id", "terms"),
        ((row["id"], row["outlet_id"], text_array(_terms(row, contacts))) for row, contacts in files),
    )


def refresh_missing(*, limit: int = 100_000) -> int:
    """Files that came past `refresh`, from an older version or by hand. Returns how many; 0: all are found.

    writes   customers_searchentry
    """
    above = written = 0
    while written < limit:
        with connection.cursor() as cursor:
            cursor.execute(sql.MISSING, {"above": above, "limit": TOGETHER})
            ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            break
        above = ids[-1]
        written += refresh(ids)
    return written


def _contacts(ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    rows = Contact.objects.filter(customer__in=ids, left_on=None)
    for customer, name, phone in rows.values_list("customer_id", "name", "phone"):
        found[customer].append((name, phone))
    return found


def _write(rows: Iterable[dict], contacts: dict[int, list[tuple[str, str]]]) -> None:
    told = [(row["id"], row["outlet_id"], "\n".join(_terms(row, contacts[row["id"]]))) for row in rows]
    if told:
        columns = zip(("customer_id", "outlet_id", "terms"), map(list, zip(*told, strict=True)), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                sql.WRITE, {name: text_array(v) if name == "terms" else array_literal(v) for name, v in columns}
            )


def _terms(row: Mapping[str, Any], contacts: Collection[tuple[str, str]]) -> list[str]:
    names = [row["name"], *(name for name, _phone in contacts)]
    phones = [row["phone"], *(phone for _name, phone in contacts)]
    file = Sought(
        row["outlet_id"], row["code"], [Name(name, reading(name).words) for name in names], phones, row["address"]
    )
    return sorted(terms_of(file) | _alike(row, tuple(filter(None, phones[1:]))))


def _alike(row: Mapping[str, Any], contact_phones: tuple[str, ...]) -> frozenset[str]:
    """What it shares with files that may be the same customer."""
    core = core_of(row["name"])
    return keys_of(Facts(row["name"], reading(core).whole, row["phone"], contact_phones, row["address"]))
