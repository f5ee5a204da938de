"""List pages to be taken along: the very rows that the page shows, masked as it masks them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from crm.accounts.models import User
from crm.exports.registry import Exporter, Words
from crm.shared.export import text_of
from crm.shared.keyset import parts_of
from crm.shared.views import Listed, ListPage

TOGETHER = 2000


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks a page for its rows outside of a request: what it reads of one."""

    user: User
    GET: QueryDict
    method: str = "GET"


def list_exporter(page: type[ListPage], *, label: Words, url_name: str, **may: Callable[[User], bool]) -> Exporter:
    """
    page   its `exports` is the kind
    may    allowed and decides; such a list is never taken along whole
    """
    return Exporter(
        kind=page.exports,
        label=label,
        url_name=url_name,
        listed=lambda user, told: listed_by(page, user, told),
        rows=lambda listed, _whole: _rows(page, listed, at=timezone.now()),
        whole=lambda _user: False,
        **may,
    )


def listed_by(page: type[ListPage], user: User, told: Mapping[str, str]) -> Listed:
    """
    raises   PermissionDenied when this user may not see the list
    """
    query = QueryDict(mutable=True)
    query.update(told)
    return page().listed(Asker(user, query))  # type: ignore[arg-type]


def _rows(page: type[ListPage], listed: Listed, *, at: datetime) -> Iterator[Sequence[str]]:
    yield [str(column.label) for column in page.table_class.columns]
    for part in parts_of(listed.rows, listed.ordering, size=TOGETHER):
        yield from _texts(page, part, at=at)


def _texts(page: type[ListPage], part: list[Any], *, at: datetime) -> Iterator[Sequence[str]]:
    page().furnish(part)
    for row in page.table_class(part).rows():
        yield [text_of(cell, row, at) for cell in row.cells]
