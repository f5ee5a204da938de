"""Reads of the library: each document with what its reader has done, each reader with what became of a document."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.access import access_of
from outlets.models import Document, DocumentReading, Membership
from outlets.sql import documents as sql


@dataclass(frozen=True, slots=True)
class Unread:
    """A document and how many of some staff have not read its newest version."""

    document: int
    title: str
    people: int


def library_of(user: User) -> QuerySet[Document]:
    """What somebody may see, each with `asked` (has to read it) and `read_at` (of the newest version, or None)."""
    mine = DocumentReading.objects.filter(version=OuterRef("current"), user=user.pk)
    asked = Document.objects.asked_of(user).filter(pk=OuterRef("pk"))
    rows = Document.objects.visible_to(user).exclude(current=None).select_related("current__published_by")
    return rows.annotate(asked=Exists(asked), read_at=Subquery(mine.values("at")[:1]))


def readers_of(document: Document, user: User) -> QuerySet[User]:
    """Who has to read it, of those whom the asker looks after, each with `posts` and `read_at` of the newest version.

    Headquarters look after everybody, a manager after the own outlets.
    """
    posts = Membership.objects.visible_to(user)
    people = document.people_asked()
    access = access_of(user)
    if not access.network:
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        people = people.filter(pk__in=document.posts_asked().filter(outlet__in=managed).values("user"))
    readings = DocumentReading.objects.filter(version=document.current_id, user=OuterRef("pk"))
    shown = Prefetch("memberships", posts.select_related("outlet").order_by("role", "outlet__code"), to_attr="posts")
    return people.annotate(read_at=Subquery(readings.values("at")[:1])).prefetch_related(shown)


def unread_at(outlets: Collection[int], *, limit: int) -> list[Unread]:
    """What the staff of these outlets still have to read, the newest first; what all have read is absent."""
    with connection.cursor() as cursor:
        cursor.execute(sql.UNREAD, {"outlets": list(outlets), "limit": limit})
        return [Unread(*row) for row in cursor.fetchall()]
