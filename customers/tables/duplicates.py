"""Two files beside each other, and the lists of pairs and merges; personal data stays masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge
from crm.shared.masking import mask_address, mask_name, mask_phone
from crm.shared.tables import Column, Table
from customers.models import Customer, CustomField, DuplicatePair, Merge, Profile
from customers.rules.duplicates import Reason
from customers.rules.merging import UNDO_FOR, differing, proposed
from customers.services.files import CARD, CUSTOM, PROFILE, values_of
from customers.services.merging import may_undo
from customers.tables.customers import shown_name, tier_words

REASON_WORDS: dict[str, "str | Promise"] = {
    Reason.PHONE: gettext_lazy("same telephone"),
    Reason.CONTACT: gettext_lazy("a contact's telephone is the same"),
    Reason.NAME: gettext_lazy("same name"),
    Reason.SOUND: gettext_lazy("the name sounds the same"),
    Reason.ADDRESS: gettext_lazy("same address"),
}
STATE_BADGES = {
    DuplicatePair.State.OPEN: Badge("review", DuplicatePair.State.OPEN.label),
    DuplicatePair.State.DIFFERENT: Badge("still", DuplicatePair.State.DIFFERENT.label),
    DuplicatePair.State.MERGED: Badge("met", DuplicatePair.State.MERGED.label),
}
#: Model label → what its rows are called when they are counted.
ROW_WORDS: dict[str, "str | Promise"] = {
    "shipments.Waybill": gettext_lazy("Waybills"),
    "customers.Contact": gettext_lazy("Contacts"),
    "customers.Touch": gettext_lazy("Talks and notes"),
    "customers.Task": gettext_lazy("Tasks"),
    "customers.Callback": gettext_lazy("Callbacks"),
    "customers.Lead": gettext_lazy("Leads"),
    "customers.CustomerDay": gettext_lazy("Shipping days"),
    "customers.Consent": gettext_lazy("Consents"),
    "customers.ImportantDate": gettext_lazy("Important dates"),
    "customers.ChurnCase": gettext_lazy("Churn cases"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two files, as it is shown.

    name   flat name (`customers.services.files`)
    take   True when the other file's value is proposed
    """

    name: str
    label: "str | Promise"
    mine: str
    its: str
    take: bool


@dataclass(frozen=True, slots=True)
class SideShown:
    """What tells two files apart at a glance."""

    customer: Customer
    name: str
    tier: str
    phone: str
    address: str
    contacts: list[str]


def reason_words(reasons: Iterable[str]) -> str:
    return _(", ").join(str(REASON_WORDS[reason]) for reason in reasons if reason in REASON_WORDS)


def compared(kept: Customer, gone: Customer) -> list[Compared]:
    """The fields in which the two differ; nothing is to be decided about the others."""
    mine, its = values_of(kept), values_of(gone)
    labels = {CUSTOM + field.code: str(field) for field in CustomField.objects.filter(active=True)}
    wanted = proposed(mine, its)
    return [
        Compared(
            name,
            labels[name] if name in labels else _field(name).verbose_name,
            _shown(kept, name, mine.get(name)),
            _shown(gone, name, its.get(name)),
            name in wanted,
        )
        for name in differing(mine, its)
        if name in labels or not name.startswith(CUSTOM)
    ]


def side(customer: Customer) -> SideShown:
    contacts = [
        " ".join(filter(None, (mask_name(each.name), each.get_part_display(), mask_phone(each.phone))))
        for each in customer.contacts.all()
    ]
    return SideShown(
        customer,
        shown_name(customer),
        tier_words(customer),
        mask_phone(customer.phone),
        mask_address(customer.address),
        contacts,
    )


def merge_badge(done: Merge, at: datetime) -> Badge:
    if done.undone_at:
        return Badge("void", _("Undone"))
    return Badge("met", _("Merged")) if may_undo(done, at=at) else Badge("still", _("For good"))


def undo_until(done: Merge) -> datetime | None:
    return None if done.undone_at else done.at + UNDO_FOR


def carried(done: Merge) -> list[tuple[str, int]]:
    """What went along, counted by kind, as far as somebody has a word for it."""
    counts: dict[str, int] = {}
    for kind, where, *rest in done.steps:
        if kind in {"move", "add", "aside"}:
            label = where if kind == "aside" else where.rpartition(".")[0]
            counts[label] = counts.get(label, 0) + len(rest[-1] if kind != "add" else rest[0])
    return [(str(word), counts[label]) for label, word in ROW_WORDS.items() if label in counts]


def field_words(names: Iterable[str]) -> str:
    """What fields are called, for a sentence."""
    custom = {CUSTOM + field.code: str(field) for field in CustomField.objects.all()}
    return _(", ").join(str(custom.get(name) or _field(name).verbose_name) for name in names)


def _field(name: str) -> Any:
    return (Customer if name in CARD else Profile)._meta.get_field(name)


def _shown(customer: Customer, name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    match name:
        case "name":
            return shown_name(customer)
        case "phone":
            return mask_phone(value)
        case "address":
            return mask_address(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in CARD and _field(name).choices:
        return str(dict(_field(name).flatchoices).get(value, value))
    if name in PROFILE or name.startswith(CUSTOM):
        return str(formats.localize(value))
    return str(value)


class DuplicateTable(Table[DuplicatePair]):
    columns = (
        Column(gettext_lazy("Customer"), "first", show=shown_name, link=True),
        Column(gettext_lazy("Perhaps the same"), "second", show=shown_name),
        Column(gettext_lazy("Likeness"), "score", numeric=True),
        Column(gettext_lazy("Because"), "reasons", show=reason_words),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Found"), "found_at", quiet=True),
    )


class DecidedTable(Table[DuplicatePair]):
    columns = (
        Column(gettext_lazy("Customer"), "first", show=shown_name, link=True),
        Column(gettext_lazy("Other file"), "second", show=shown_name),
        Column(gettext_lazy("Likeness"), "score", numeric=True),
        Column(gettext_lazy("State"), "state", show=STATE_BADGES.get, cell="parts/_badge.html"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Decided at"), "decided_at"),
        Column(gettext_lazy("By"), "decided_by", quiet=True),
    )


class MergeTable(Table[Merge]):
    columns = (
        Column(gettext_lazy("File kept"), "kept", show=shown_name, link=True),
        Column(gettext_lazy("Merged into it"), "gone", show=shown_name),
        Column(gettext_lazy("Code"), "gone.code"),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Merged at"), "at"),
        Column(gettext_lazy("By"), "by", quiet=True),
        Column(gettext_lazy("Can be undone until"), "", show=undo_until),
    )
