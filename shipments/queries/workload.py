"""What an outlet has still to do, by what is due next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.keyset import Page, paged
from outlets.models import Membership
from shipments.models import ScanDevice
from shipments.sql import workload as sql

DAY = timedelta(days=1)
#: What is older than yesterday has been charged, but may still have to be delivered.
OLDER_SINCE = timedelta(days=15)
ORDERING = ("next_due", "pk")


class Line(NamedTuple):
    """What the page says of one run, and no more.

    next_due      the deadline of what is next, with its `rule`: of the delivery, else of the sign entry
    edition       of the rule book, by its key, with which the clock began
    state         of the master piece
    pieces        how many
    """

    pk: int
    next_due: datetime
    delivers: bool
    rule: str
    edition: int
    published_at: datetime
    doubtful: bool
    snoozed_until: datetime | None
    number: str
    receiver_name: str
    receiver_address: str
    cod_yuan: Decimal | None
    state: str | None
    pieces: int


class Truck(NamedTuple):
    """One that has come, with how many of its pieces are not scanned; without a number pieces came by themselves."""

    trip_no: str | None
    due_at: datetime
    rule: str
    missing: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """A courier, as the events of what was taken out name him: as their source or as their operator."""

    sources: tuple[str, ...]
    names: tuple[str, ...]


def carrier(person: User) -> Carrier:
    phones = ScanDevice.objects.filter(user=person).values_list("pk", flat=True)
    sources = (f"user:{person.pk}", *(f"phone:{pk.hex}" for pk in phones))
    return Carrier(sources, tuple(name for name in (person.get_full_name(), person.staff_no) if name))


def couriers_of(outlet_ids: Collection[int]) -> list[User]:
    """With what they are named by, and no more."""
    posts = Membership.objects.filter(outlet__in=outlet_ids, role=Role.COURIER)
    couriers = User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("name", "pk")
    return list(couriers.only("username", "name", "staff_no"))


def counts(outlet_ids: Collection[int], *, at: datetime, of: Carrier | None = None) -> dict[str, int]:
    """How many of today's and yesterday's waybills stand in each tab.

    of   what this courier took out, today or yesterday
    """
    (found,) = _read(sql.counts(carried=of is not None), _asked(outlet_ids, at, of) | _recent(at))
    return dict(zip(sql.TABS, found, strict=True))


def lines(
    outlet_ids: Collection[int], tab: str, *, at: datetime, size: int, cursor: str = "", of: Carrier | None = None
) -> Page[Line]:
    """One page of a tab, what is due next first; `older` are the two weeks before yesterday.

    of   as in `counts`
    """
    older = tab == "older"
    shown = None if older else tab if tab in sql.TABS else "all"
    asked = _asked(outlet_ids, at, of) | (_older(at) if older else _recent(at))

    def read(keys: Sequence[str], values: Sequence[Any] | None, limit: int) -> list[Line]:
        behind = dict(zip(ORDERING, values, strict=True)) if values else {}
        backwards = keys[0].startswith("-")
        said = sql.lines(shown, carried=of is not None, after=bool(behind), backwards=backwards)
        return [Line(*row) for row in _read(said, {**asked, **behind, "limit": limit})]

    return paged(read, ORDERING, size=size, cursor=cursor)


def trucks_to_scan(outlet_ids: Collection[int], *, at: datetime) -> list[Truck]:
    """The next deadline first."""
    return [Truck(*row) for row in _read(sql.TRIPS, _asked(outlet_ids, at, None) | _recent(at))]


def _asked(outlet_ids: Collection[int], at: datetime, of: Carrier | None) -> dict[str, Any]:
    asked: dict[str, Any] = {"outlets": list(outlet_ids), "at": at}
    if of is None:
        return asked
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return asked | {"names": list(of.names), "sources": list(of.sources), "out_since": midnight - DAY}


def _recent(at: datetime) -> dict[str, date | str]:
    """Today's and yesterday's, and what is planned for later."""
    return {"since": timezone.localdate(at) - DAY, "until": "infinity"}


def _older(at: datetime) -> dict[str, date | str]:
    today = timezone.localdate(at)
    return {"since": today - OLDER_SINCE, "until": today - 2 * DAY}


def _read(statement: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()
