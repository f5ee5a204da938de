"""Reads of the library: each document with what its reader has done, and what staff have not read."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from crm.accounts.models import User
from outlets.models import Document
from outlets.queries.addressed import for_reader
from outlets.sql import documents as sql


@dataclass(frozen=True, slots=True)
class Unread:
    """A document and how many of some staff have not read its newest version."""

    document: int
    title: str
    people: int


def library_of(user: User) -> QuerySet[Document]:
    """What somebody may see, each with `asked` and `read_at`, as `for_reader` has them."""
    return for_reader(Document.objects.all(), user)


def unread_at(outlets: Collection[int], *, limit: int) -> list[Unread]:
    """What the staff of these outlets still have to read, the newest first; what all have read is absent."""
    with connection.cursor() as cursor:
        cursor.execute(sql.UNREAD, {"outlets": list(outlets), "limit": limit})
        return [Unread(*row) for row in cursor.fetchall()]
