"""The address book: who was sent from or to, remembered once per outlet, phone and name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from crm.shared.bulk import array_literal, text_array
from crm.shared.phones import normal_phone, tail
from crm.shared.pinyin import reading
from customers.sql import address_book as sql

TOGETHER = 1000
COLUMNS = (
    *("outlet_id", "customer_id", "name", "phone", "address"),
    *("phone_tail", "pinyin", "initials", "uses", "used_at"),
)
TEXTS = frozenset({"name", "phone", "address", "phone_tail", "pinyin", "initials"})


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to remember. `customer_id` is their file's, where they have one."""

    outlet_id: int
    name: str
    phone: str
    address: str
    customer_id: int | None = None


@transaction.atomic
def remember(contacts: Iterable[Contact], *, at: datetime, uses: int = 1) -> int:
    """Write down or renew these parties; the newest address stays. Returns how many.

    contacts   without a usable phone or a name they are passed over: nobody could find them again
    uses       waybills that each of them stands for; 0 for a file that was only opened
    writes     customers_addressbookentry
    """
    rows = {(row[0], row[3], row[2]): row for row in _rows(contacts, at=at, uses=uses)}
    # In one order everywhere, so that two counters cannot wait for each other.
    ordered = [rows[key] for key in sorted(rows)]
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), TOGETHER):
            columns = zip(COLUMNS, zip(*ordered[start : start + TOGETHER], strict=True), strict=True)
            cursor.execute(
                sql.REMEMBER, {name: text_array(v) if name in TEXTS else array_literal(v) for name, v in columns}
            )
    return len(ordered)


def put_back(changed: Sequence[tuple[Contact, Contact]]) -> None:
    """Files stand in the book as they did before a change; whom a waybill has named meanwhile stays.

    changed   each file's party as it was changed, and as it was before
    writes    customers_addressbookentry
    """
    gone = [now for now, was in changed if (now.name, now.phone) != (was.name, was.phone)]
    moved = [was for now, was in changed if now.address != was.address]
    with connection.cursor() as cursor:
        for statement, parties in ((sql.FORGET_UNUSED, gone), (sql.ADDRESS_OF_UNUSED, moved)):
            if rows := [[row[1], row[2], row[3], row[4]] for row in _rows(parties)]:
                columns = map(list, zip(*rows, strict=True))
                cursor.execute(statement, dict(zip(("customer_id", "name", "phone", "address"), columns, strict=True)))


def _rows(contacts: Iterable[Contact], *, at: datetime | None = None, uses: int = 0) -> Iterator[tuple[object, ...]]:
    for contact in contacts:
        try:
            phone = normal_phone(contact.phone)
        except ValueError:
            continue
        if contact.name:
            read = reading(contact.name)
            yield (
                *(contact.outlet_id, contact.customer_id, contact.name, phone, contact.address),
                *(tail(phone), read.whole[:400], read.initials[:120], uses, at),
            )
