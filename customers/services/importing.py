"""Customer files taken over by the thousand: found by code, created by COPY, changed by one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from crm.shared.bulk import array_literal, copy_rows, text_array
from crm.shared.masking import mask_address, mask_name, mask_phone
from customers.models import Contact, Customer, Profile, Source
from customers.services.address_book import Contact as Party
from customers.services.address_book import remember
from customers.services.files import CUSTOM, PROFILE
from customers.services.searching import make_findable, refresh
from customers.sql import importing as sql

CARD = ("kind", "name", "phone", "address", "industry", "goods", "interests", "credit", "source", "keeper_id")
CONTACT = ("name", "part", "position", "phone", "email", "wechat")
OF_CONTACT = "contact_"
BLANK_CARD = {
    **dict.fromkeys(CARD, ""),
    **{"kind": Customer.Kind.ENTERPRISE, "source": Source.IMPORT, "keeper_id": None, "custom": {}},
}
BLANK_PROFILE = {each.name: None if each.null else "" for each in Profile._meta.fields if each.name in PROFILE}
BLANK_CONTACT = {**dict.fromkeys(CONTACT, ""), "part": Contact.Part.OTHER}

MASKS = {"phone": mask_phone, "contact_phone": mask_phone, "address": mask_address}


class Masked(str):
    """A cell as an export shows it to those who may not see the whole: it says no more than what stands there."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row of a file.

    code    empty: the file is found by name and telephone, or is a new one
    told    flat name → value: of the card, of the profile, `custom.<code>`, and `contact_…` of the main contact
    """

    outlet_id: int
    code: str
    told: Mapping[str, Any]


@dataclass(slots=True)
class Kept:
    """What became of a row.

    outcome   created, updated, unchanged or refused
    field     with `code` why it is refused, or what is worth knowing
    before    flat name → value that stood there, of an updated file, and what was done to its contact and profile
    """

    outcome: str
    customer_id: int | None = None
    version: int | None = None
    before: dict[str, Any] | None = None
    field: str = ""
    code: str = ""


@dataclass(slots=True)
class Draft:
    """A file on its way: as it stood, and as it will stand."""

    row: dict[str, Any]
    profile: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    before: dict[str, Any] = field(default_factory=dict)
    new_profile: bool = False


def keep_files(wanted: Sequence[Wanted], *, at: datetime) -> list[Kept]:
    """Open or change these files, in the caller's transaction. What a row does not say stays as it is.

    raises   IntegrityError when somebody opens a file with the same code meanwhile
    writes   customers_customer, customers_profile, customers_contact, customers_searchentry, customers_addressbookentry
    """
    named = _named(wanted)
    standing = _standing([(each.outlet_id, code) for each, code in zip(wanted, named, strict=True) if code])
    strange = [each for each, code in zip(wanted, named, strict=True) if (each.outlet_id, code) not in standing]
    like = _phones_known(strange)
    _with_parts(standing, wanted)
    results: list[Kept] = []
    new: list[tuple[Kept, Draft]] = []
    changed: list[tuple[Kept, Draft]] = []
    for each, code in zip(wanted, named, strict=True):
        draft = standing.get((each.outlet_id, code))
        if draft is None:
            kept, draft = _opened(each, like)
            if draft:
                new.append((kept, draft))
        else:
            kept = _changed(draft, each.told)
            if kept.outcome == "updated":
                changed.append((kept, draft))
        results.append(kept)
    _create(new, at=at)
    _change(changed)
    make_findable((draft.row, _reached(draft)) for _kept, draft in new)
    refresh([draft.row["id"] for _kept, draft in changed])
    remember([party(draft.row) for _kept, draft in (*new, *changed)], at=at, uses=0)
    return results


def _named(wanted: Sequence[Wanted]) -> list[str]:
    """The code of each row; of one without, that of the file with its name and telephone, if there is one."""
    nameless = [each for each in wanted if not each.code and each.told.get("phone")]
    known = {(outlet, phone, name): code for outlet, phone, name, code in _by_phone(nameless)}
    return [
        each.code or known.get((each.outlet_id, each.told.get("phone"), each.told.get("name")), "") for each in wanted
    ]


def _phones_known(new: Sequence[Wanted]) -> set[tuple[int, str]]:
    found = _by_phone([each for each in new if each.told.get("phone")])
    return {(outlet, phone) for outlet, phone, _name, _code in found}


def _by_phone(wanted: Sequence[Wanted]) -> list[tuple[int, str, str, str]]:
    if not wanted:
        return []
    pairs = {
        "outlets": array_literal([each.outlet_id for each in wanted]),
        "phones": text_array([str(each.told["phone"]) for each in wanted]),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.BY_PHONE, pairs)
        return cursor.fetchall()


def _standing(keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Draft]:
    if not keys:
        return {}
    outlets, codes = zip(*keys, strict=True)
    rows = _rows(sql.FIND, {"outlets": array_literal(outlets), "codes": text_array(codes)})
    return {(row["outlet_id"], row["code"]): Draft(row) for row in rows}


def hold(ids: Sequence[int]) -> dict[int, Draft]:
    """These files with their profiles and main contacts, locked."""
    drafts = {row["id"]: Draft(row) for row in _rows(sql.HOLD, {"ids": list(ids)})}
    _add_profiles(drafts)
    _add_contacts(drafts)
    return drafts


def _rows(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = [dict(zip(sql.FIELDS, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["custom"] = json.loads(row["custom"]) if isinstance(row["custom"], str) else row["custom"]
    return rows


def _with_parts(standing: Mapping[tuple[int, str], Draft], wanted: Sequence[Wanted]) -> None:
    """Profiles and contacts are read only where a row says something of them."""
    drafts = {draft.row["id"]: draft for draft in standing.values()}
    told = {name for each in wanted for name in each.told}
    if drafts and not told.isdisjoint(PROFILE):
        _add_profiles(drafts)
    if drafts and any(name.startswith(OF_CONTACT) for name in told):
        _add_contacts(drafts)


def _add_profiles(drafts: Mapping[int, Draft]) -> None:
    for row in Profile.objects.filter(pk__in=drafts).values("pk", *PROFILE):
        drafts[row.pop("pk")].profile = row


def _add_contacts(drafts: Mapping[int, Draft]) -> None:
    rows = Contact.objects.filter(customer__in=drafts, main=True)
    for row in rows.values("customer_id", "id", "version", *CONTACT):
        drafts[row.pop("customer_id")].contact = row


def _opened(wanted: Wanted, like: set[tuple[int, str]]) -> tuple[Kept, Draft | None]:
    told = wanted.told
    if masked := next((name for name, value in told.items() if isinstance(value, Masked)), None):
        return Kept("refused", field=masked, code="masked"), None
    if not told.get("name"):
        return Kept("refused", field="name", code="required"), None
    draft = Draft({**BLANK_CARD, "outlet_id": wanted.outlet_id, "code": wanted.code, "version": 1, "custom": {}})
    row = draft.row
    _put(draft, told)
    key = (wanted.outlet_id, row["phone"])
    known = bool(row["phone"]) and key in like
    like.add(key)
    return Kept("created", field="phone" if known else "", code="phone_known" if known else ""), draft


def _changed(draft: Draft, told: Mapping[str, Any]) -> Kept:
    if draft.row["state"] != Customer.State.ACTIVE:
        return Kept("refused", field="code", code="file_closed")
    draft.before = {}
    try:
        _put(draft, told)
    except _MaskedOtherwise as wrong:
        return Kept("refused", field=wrong.args[0], code="masked")
    if not draft.before:
        return Kept("unchanged", draft.row["id"])
    return Kept("updated", draft.row["id"], before=draft.before)


class _MaskedOtherwise(ValueError):
    """A masked cell that does not stand for what the file holds."""


def _put(draft: Draft, told: Mapping[str, Any]) -> None:
    """Write what is told on the draft, and what stood there before into `before`."""
    for name, value in told.items():
        place, key, blank = _place(draft, name)
        now = place.get(key) if place is not None else blank.get(key)
        if isinstance(value, Masked):
            if value != MASKS.get(name, mask_name)(_said(now)):
                raise _MaskedOtherwise(name)
            continue
        if now == value:
            continue
        _writable(draft, name)[key] = value
        draft.before[name] = now


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value or "")


def put_back(draft: Draft, was: Mapping[str, Any]) -> None:
    """Write on the draft what stood there once, as a journal keeps it."""
    for name, value in was.items():
        _writable(draft, name)[_place(draft, name)[1]] = value


def _place(draft: Draft, name: str) -> tuple[dict[str, Any] | None, str, Mapping[str, Any]]:
    """Where a flat name stands: the dictionary, or None where there is no such part yet; its key; a blank one."""
    if name.startswith(CUSTOM):
        return draft.row["custom"], name.removeprefix(CUSTOM), {}
    if name.startswith(OF_CONTACT):
        return draft.contact, name.removeprefix(OF_CONTACT), BLANK_CONTACT
    if name in BLANK_PROFILE:
        return draft.profile, name, BLANK_PROFILE
    return draft.row, name, {}


def _writable(draft: Draft, name: str) -> dict[str, Any]:
    if name.startswith(OF_CONTACT) and draft.contact is None:
        draft.contact = dict(BLANK_CONTACT)
    if name in BLANK_PROFILE and draft.profile is None:
        draft.profile, draft.new_profile = dict(BLANK_PROFILE), True
    place, _key, _blank = _place(draft, name)
    if place is None:
        raise LookupError(name)
    return place


def _create(new: Sequence[tuple[Kept, Draft]], *, at: datetime) -> None:
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql.NUMBERS, {"count": len(new)})
        numbers = [number for (number,) in cursor.fetchall()]
    for (kept, draft), number in zip(new, numbers, strict=True):
        draft.row["id"] = kept.customer_id = number
        draft.row["code"] = draft.row["code"] or f"K{number:07d}"
        kept.version = 1
    rows = [draft.row for _kept, draft in new]
    copy_rows(
        "customers_customer",
        ("id", "outlet_id", "code", *CARD, "custom", "state", "version", "created_at"),
        (
            (row["id"], row["outlet_id"], row["code"], *[row[name] for name in CARD])
            + (_json(row["custom"]), Customer.State.ACTIVE.value, 1, at)
            for row in rows
        ),
    )
    _open_contacts(draft for _kept, draft in new)
    _open_profiles([draft for _kept, draft in new if draft.profile])


def _change(changed: Sequence[tuple[Kept, Draft]]) -> None:
    if not changed:
        return
    change_cards([draft for _kept, draft in changed])
    write_profiles([draft for _kept, draft in changed if not draft.before.keys().isdisjoint(BLANK_PROFILE)])
    touched = [draft for _kept, draft in changed if any(name.startswith(OF_CONTACT) for name in draft.before)]
    change_contacts([draft for draft in touched if "id" in draft.contact])
    _open_contacts(draft for draft in touched if "id" not in draft.contact)
    opened = {draft.row["id"] for draft in touched if "id" not in draft.contact}
    contacts = Contact.objects.filter(customer__in=[draft.row["id"] for draft in touched], main=True)
    standing = {
        customer: [number, version, customer in opened]
        for customer, number, version in contacts.values_list("customer_id", "id", "version")
    }
    for kept, draft in changed:
        kept.version = draft.row["version"] + 1
        contact = standing.get(draft.row["id"])
        kept.before = {"was": draft.before, "contact": contact, "new_profile": draft.new_profile}


def change_cards(drafts: Sequence[Draft]) -> None:
    columns = {name: [draft.row[name] for draft in drafts] for name in ("id", *CARD)}
    columns["custom"] = [_json(draft.row["custom"]) for draft in drafts]
    with connection.cursor() as cursor:
        cursor.execute(sql.CHANGE, columns)


def change_contacts(drafts: Sequence[Draft]) -> None:
    columns = {name: [draft.contact[name] for draft in drafts] for name in ("id", *CONTACT)}
    with connection.cursor() as cursor:
        cursor.execute(sql.CHANGE_CONTACTS, columns)


def _open_contacts(drafts: Iterable[Draft]) -> None:
    rows = [draft for draft in drafts if draft.contact]
    copy_rows(
        "customers_contact",
        (
            *("customer_id", "outlet_id", *CONTACT, "main", "version"),
            *("family", "interests", "taboos", "competitor_ties"),
        ),
        (
            (draft.row["id"], draft.row["outlet_id"], _contact_name(draft))
            + tuple(draft.contact[name] for name in CONTACT[1:])
            + (True, 1, "", "", "", "")
            for draft in rows
        ),
    )


def _contact_name(draft: Draft) -> str:
    return draft.contact["name"] or draft.row["name"][:60]


def _reached(draft: Draft) -> list[tuple[str, str]]:
    return [(_contact_name(draft), draft.contact["phone"])] if draft.contact else []


def _open_profiles(drafts: Sequence[Draft]) -> None:
    copy_rows(
        "customers_profile",
        ("customer_id", "outlet_id", *PROFILE),
        ((draft.row["id"], draft.row["outlet_id"], *[draft.profile[name] for name in PROFILE]) for draft in drafts),
    )


def write_profiles(drafts: Sequence[Draft]) -> None:
    rows = [Profile(customer_id=draft.row["id"], outlet_id=draft.row["outlet_id"], **draft.profile) for draft in drafts]
    Profile.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["customer"], update_fields=PROFILE, batch_size=1000
    )


def party(row: Mapping[str, Any]) -> Party:
    return Party(row["outlet_id"], row["name"], row["phone"], row["address"], row["id"])


def _json(custom: Mapping[str, Any]) -> str:
    told = {code: value for code, value in custom.items() if value is not None}
    return json.dumps(told, ensure_ascii=False) if told else "{}"
