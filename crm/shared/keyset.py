"""Pages by key instead of by number: page 10,000 costs what page 1 costs, and no row is shown twice.

The ordering names columns that are never NULL and ends with a unique one (`("due_at", "id")`); an index
in the same order makes each page one range scan. A cursor holds the values of the last row seen, signed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Q, QuerySet

T = TypeVar("T")
SALT = "crm.shared.keyset"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of rows and the cursors of its neighbours (empty: there is none)."""

    rows: list[T]
    next: str = ""
    previous: str = ""


def page_of(queryset: QuerySet[T], ordering: Sequence[str], *, size: int, cursor: str = "") -> Page[T]:
    """The `size` rows after (or before) the cursor; a foreign or broken cursor gives the first page."""

    def read(keys: Sequence[str], values: Sequence[Any] | None, limit: int) -> list[T]:
        rows = queryset if values is None else queryset.filter(after(keys, values))
        return list(rows.order_by(*keys)[:limit])

    return paged(read, ordering, size=size, cursor=cursor)


def parts_of(queryset: QuerySet[T], ordering: Sequence[str], *, size: int) -> Iterator[list[T]]:
    """All rows in their order, `size` at a time: however many there are, no more are held."""
    page = page_of(queryset, ordering, size=size)
    yield page.rows
    while page.next:
        page = page_of(queryset, ordering, size=size, cursor=page.next)
        yield page.rows


def paged(
    read: Callable[[Sequence[str], Sequence[Any] | None, int], list[T]],
    ordering: Sequence[str],
    *,
    size: int,
    cursor: str = "",
) -> Page[T]:
    """As `page_of`, of rows that a statement reads.

    read   (ordering, the values it is to begin behind or None, how many at most) → rows that have the ordering's names;
           the page before is asked for in the ordering turned round
    """
    ordering = tuple(ordering)
    mark = _read(cursor, ordering)
    backwards = mark is not None and mark["way"] == "back"
    keys = tuple(_turned(key) for key in ordering) if backwards else ordering
    rows = read(keys, mark["at"] if mark else None, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, mark is not None)
    return Page(
        rows=rows,
        next=_written(rows[-1], ordering, "on") if rows and has_next else "",
        previous=_written(rows[0], ordering, "back") if rows and has_previous else "",
    )


def after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind `values` in the order of `keys`.

    The bound on the first key alone is redundant and needed: it is what PostgreSQL turns into an index range.
    """
    behind, level = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        name, way = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        behind |= level & Q(**{f"{name}__{way}": value})
        level &= Q(**{name: value})
    first = keys[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if keys[0].startswith('-') else 'gte'}": values[0]}) & behind


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _written(row: object, ordering: Sequence[str], way: str) -> str:
    mark = {"by": ",".join(ordering), "way": way, "at": [_value(row, key) for key in ordering]}
    return signing.dumps(mark, salt=SALT)


def _value(row: Any, key: str) -> Any:
    for step in key.lstrip("-").split("__"):
        row = getattr(row, step)
    return row if isinstance(row, int | str) else row.isoformat() if hasattr(row, "isoformat") else str(row)


def _read(cursor: str, ordering: Sequence[str]) -> dict[str, Any] | None:
    try:
        mark: dict[str, Any] = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        return None
    return mark if mark["by"] == ",".join(ordering) else None
