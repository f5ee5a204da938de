"""An import of customers taken back: files it opened go, those it changed become what they were.

Whatever was edited or used since stays: a version tells the one, a row anywhere that names the file the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from customers.models import (
    AddressBookEntry,
    Contact,
    Customer,
    CustomerDay,
    CustomerTier,
    CustomerWeek,
    DuplicatePair,
    Profile,
    SearchEntry,
    TierVerdict,
    VolumeNote,
)
from customers.services import address_book
from customers.services.importing import (
    PROFILE,
    Draft,
    change_cards,
    change_contacts,
    hold,
    party,
    put_back,
    write_profiles,
)
from customers.services.searching import refresh
from customers.sql import importing as sql

PROFILE_NAMES = frozenset(PROFILE)
#: What comes with a file by itself, and goes with it.
ITS_OWN = (Profile, SearchEntry, Contact, AddressBookEntry, CustomerTier, TierVerdict, DuplicatePair)
#: No question to these: they name nobody without an Activity.
SHIPPED = (CustomerDay, CustomerWeek, VolumeNote)


@dataclass(frozen=True, slots=True)
class Wrote:
    """A row of an import: `before` is None where it opened the file, else as `importing.Kept` has it."""

    customer_id: int
    version: int
    before: Mapping[str, Any] | None


def take_back(rows: Sequence[Wrote]) -> list[str]:
    """Undo these rows in the caller's transaction. For each "" or why it was left: edited_since, in_use, gone_since.

    writes   customers_customer and whatever belongs to a file that goes
    """
    drafts = hold([row.customer_id for row in rows])
    contacts = _contacts(drafts)
    codes = [_untouched(row, drafts.get(row.customer_id), contacts.get(row.customer_id, [])) for row in rows]
    opened = [row.customer_id for row, code in zip(rows, codes, strict=True) if not code and row.before is None]
    used = _used(opened)
    codes = [code or ("in_use" if row.customer_id in used else "") for row, code in zip(rows, codes, strict=True)]
    _remove([number for number in opened if number not in used])
    _restore([(row, drafts[row.customer_id]) for row, code in zip(rows, codes, strict=True) if not code and row.before])
    return codes


def _contacts(ids: Mapping[int, Draft]) -> dict[int, list[tuple[int, int, bool]]]:
    found: dict[int, list[tuple[int, int, bool]]] = {}
    rows = Contact.objects.filter(customer__in=ids).values_list("customer_id", "id", "version", "main")
    for customer, *contact in rows:
        found.setdefault(customer, []).append(tuple(contact))
    return found


def _untouched(row: Wrote, draft: Draft | None, contacts: Sequence[tuple[int, int, bool]]) -> str:
    if draft is None or draft.row["state"] != Customer.State.ACTIVE:
        return "gone_since"
    if draft.row["version"] != row.version:
        return "edited_since"
    if row.before is None:
        return "" if all(version == 1 and main for _id, version, main in contacts) else "edited_since"
    told = row.before.get("contact")
    return "" if told is None or (told[0], told[1], True) in contacts else "edited_since"


def _used(ids: Sequence[int]) -> set[int]:
    """Those that a row somewhere names which did not come with the file."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for table, column in _places(own=False):
            if ids:
                cursor.execute(sql.NAMED_IN.format(table=table, column=column), {"ids": list(ids)})
                found |= {number for (number,) in cursor.fetchall()}
    return found


def _remove(ids: Sequence[int]) -> None:
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET_FILE, {"ids": list(ids)})
        for table, column in (*_places(own=True), ("customers_customer", "id")):
            cursor.execute(sql.REMOVE.format(table=table, column=column), {"ids": list(ids)})


def _places(*, own: bool) -> Iterator[tuple[str, str]]:
    """Tables of any app that name a customer, with the column; one that does it twice comes twice."""
    for relation in Customer._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        if (model in ITS_OWN) == own and model not in SHIPPED:
            yield model._meta.db_table, relation.field.column


def _restore(rows: Sequence[tuple[Wrote, Draft]]) -> None:
    if not rows:
        return
    imported = [party(draft.row) for _row, draft in rows]
    for row, draft in rows:
        put_back(draft, row.before["was"])
    change_cards([draft for _row, draft in rows])
    Contact.objects.filter(pk__in=[row.before["contact"][0] for row, _draft in rows if _opened_contact(row)]).delete()
    change_contacts([draft for row, draft in rows if row.before.get("contact") and not _opened_contact(row)])
    Profile.objects.filter(pk__in=[row.customer_id for row, _draft in rows if row.before.get("new_profile")]).delete()
    profiled = [(row, draft) for row, draft in rows if not row.before.get("new_profile")]
    write_profiles([draft for row, draft in profiled if not PROFILE_NAMES.isdisjoint(row.before["was"])])
    address_book.put_back([(now, party(draft.row)) for now, (_row, draft) in zip(imported, rows, strict=True)])
    refresh([draft.row["id"] for _row, draft in rows])


def _opened_contact(row: Wrote) -> bool:
    return bool(row.before and row.before.get("contact") and row.before["contact"][2])
