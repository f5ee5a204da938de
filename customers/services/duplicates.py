"""Files that may be the same customer: warned of at entry, looked for every night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from crm.shared.phones import normal_phone
from crm.shared.pinyin import reading
from customers.models import Customer, DuplicatePair, SearchEntry
from customers.rules.duplicates import WORTH_A_LOOK, Facts, Likeness, Reason, core_of, keys_of, likeness, sought_keys
from customers.sql import duplicates as sql
from outlets.models import Outlet

SHOWN = 5
#: Outlets searched in one statement.
TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Like:
    """A file that may be the same customer.

    score     50 to 100
    reasons   strongest first; in words: `customers.tables.duplicates.reason_words`
    """

    customer: Customer
    score: int
    reasons: tuple[Reason, ...]


def facts(name: str, *, phone: str = "", contact_phones: Iterable[str] = (), address: str = "") -> Facts:
    """What is compared of a file, from what was typed: phones may be written in any way."""
    numbers = tuple(dict.fromkeys(_phone(each) for each in contact_phones if each))
    return Facts(
        name,
        sound=reading(core_of(name)).whole,
        phone=_phone(phone) if phone else "",
        contact_phones=numbers,
        address=address,
    )


def likely(sought: Facts, outlet: Outlet, *, besides: Customer | None = None, limit: int = SHOWN) -> list[Like]:
    """The outlet's files that may be the customer somebody is about to write down, the likeliest first.

    One statement, by the index of the search terms. To be called before a file is opened, when name, phone, address or
    a contact's phone changes, by the pages and by the API alike:

        likely(facts(name, phone=phone, address=address), outlet, besides=customer)

    besides   the file itself when it is edited: neither it nor what was said to be different from it is told
    """
    keys = keys_of(sought)
    rows = SearchEntry.objects.filter(
        terms__overlap=sought_keys(keys), customer__outlet=outlet, customer__state=Customer.State.ACTIVE
    ).select_related("customer")
    if besides is not None:
        rows = rows.exclude(customer__in=[besides.pk, *_different_from(besides)])
    found = [_like(row, likeness(keys, row.terms)) for row in rows]
    told = sorted((one for one in found if one.score >= WORTH_A_LOOK), key=lambda one: (-one.score, one.customer.pk))
    return told[:limit]


def find_duplicates(at: datetime) -> dict[str, int]:
    """Look through all files for pairs that may be the same customer. Twice changes nothing.

    writes   customers_duplicatepair; what somebody decided stays
    """
    outlets = list(
        Outlet.objects.filter(customers__isnull=False).order_by("pk").values_list("pk", flat=True).distinct()
    )
    found = dropped = 0
    for start in range(0, len(outlets), TOGETHER):
        with connection.cursor() as cursor:
            cursor.execute(sql.FIND, {"outlets": outlets[start : start + TOGETHER], "at": at})
            new, gone = cursor.fetchone()
        found, dropped = found + new, dropped + gone
    return {"found": found, "dropped": dropped}


def tell_apart(pair: DuplicatePair, *, by: User, at: datetime) -> None:
    """Note that the two are different customers: nobody is asked again.

    raises   Refused when somebody has decided it before
    writes   customers_duplicatepair
    """
    open_ones = DuplicatePair.objects.filter(pk=pair.pk, state=DuplicatePair.State.OPEN)
    if not open_ones.update(state=DuplicatePair.State.DIFFERENT, decided_at=at, decided_by=by):
        raise Refused(_("Somebody has decided this pair before."), code="decided")


def ask_again(pair: DuplicatePair) -> None:
    """Take back that the two are different.

    writes   customers_duplicatepair
    """
    different = DuplicatePair.objects.filter(pk=pair.pk, state=DuplicatePair.State.DIFFERENT)
    different.update(state=DuplicatePair.State.OPEN, decided_at=None, decided_by=None)


def _like(row: SearchEntry, found: Likeness) -> Like:
    return Like(row.customer, found.score, found.reasons)


def _different_from(customer: Customer) -> list[int]:
    pairs = DuplicatePair.objects.filter(Q(first=customer) | Q(second=customer), state=DuplicatePair.State.DIFFERENT)
    return [second if first == customer.pk else first for first, second in pairs.values_list("first", "second")]


def _phone(written: str) -> str:
    try:
        return normal_phone(written)
    except ValueError:
        return written.strip()
