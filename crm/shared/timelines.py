"""One thread of what happened around a subject, to which every app hangs its part.

A part answers the newest lines below a mark; the thread merges them by key, so that the ten-thousandth event costs
what the first one costs.

    hang("customers.customer", Part("touches", _("Talks and notes"), lines_of_touches, order=10))

    def lines_of_touches(customer, user, below, limit):
        rows = newest(customer.touches.visible_to(user).select_related("by"), "at", below, limit)
        return [Line(touch.at, touch.pk, touch.get_kind_display(), text=touch.text, icon="phone") for touch in rows]

An index on (subject, the instant, id) serves each part.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from crm.shared.figures import Badge
from crm.shared.keyset import after

SALT = "crm.shared.timelines"
#: Above every id, and below.
_TOP, _BOTTOM = 2**62, -1


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, drawn by `parts/_timeline.html`.

    pk    of its row: orders the lines of one instant
    kind  of figures.KIND_ICONS; icon: instead of the kind's shape
    text  its own words; who: who did it
    """

    at: datetime
    pk: int
    title: "str | Promise"
    text: "str | Promise" = ""
    who: str = ""
    kind: str = ""
    icon: str = ""
    url: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class Below:
    """Lines earlier than `at`, and those of that very instant with a smaller id."""

    at: datetime
    pk: int


Newest = Callable[[Any, Any, Below | None, int], Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one app knows. `name` stands in addresses; `newest` is asked (subject, user, below, how many at most)."""

    name: str
    label: "str | Promise"
    newest: Newest
    order: int = 50


@dataclass(frozen=True, slots=True)
class Thread:
    """Some lines, newest first, and the cursor of what lies below (empty: nothing does)."""

    lines: list[Line]
    next: str = ""


_hung: dict[str, list[Part]] = defaultdict(list)


def hang(page: str, part: Part) -> None:
    """Called once per part, from the app's AppConfig.ready()."""
    _hung[page].append(part)
    _hung[page].sort(key=lambda each: (each.order, each.name))


def parts(page: str) -> list[Part]:
    return list(_hung[page])


def thread(
    page: str, subject: Any, user: Any, *, names: Collection[str] = (), cursor: str = "", size: int = 30
) -> Thread:
    """
    names    of the parts that are wanted; none: all of them
    cursor   of the thread before; a broken one begins at the top
    """
    mark, found = _read(cursor), []
    for rank, part in enumerate(_hung[page]):
        if not names or part.name in names:
            lines = part.newest(subject, user, _below(mark, rank), size + 1)
            found += [((line.at, -rank, line.pk), line) for line in lines]
    first = nlargest(size + 1, found, key=lambda each: each[0])
    lines = [line for _key, line in first[:size]]
    if len(first) <= size:
        return Thread(lines)
    at, rank, pk = first[size - 1][0]
    return Thread(lines, signing.dumps([at.isoformat(), -rank, pk], salt=SALT))


def newest(rows: QuerySet[Any], field: str, below: Below | None, limit: int) -> QuerySet[Any]:
    """The newest rows below the mark, by an instant column that is never NULL."""
    keys = (f"-{field}", "-pk")
    return (rows if below is None else rows.filter(after(keys, (below.at, below.pk)))).order_by(*keys)[:limit]


def _below(mark: tuple[datetime, int, int] | None, rank: int) -> Below | None:
    """Lines of one instant stand in the order of their parts: a later part's are all below the mark."""
    if mark is None:
        return None
    at, marked, pk = mark
    return Below(at, pk if rank == marked else _TOP if rank > marked else _BOTTOM)


def _read(cursor: str) -> tuple[datetime, int, int] | None:
    try:
        at, rank, pk = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        return None
    instant = parse_datetime(at)
    return (instant, rank, pk) if instant else None
