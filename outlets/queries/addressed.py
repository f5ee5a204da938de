"""Reads of documents and notices alike: each with what its reader has done, each reader with what became of it."""

from typing import Any

from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet, Subquery

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.access import access_of
from outlets.models import Membership
from outlets.models.addressed import Addressed


def for_reader(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Of these what somebody may see, each with `asked` (has to read it) and `read_at` (of the newest version, or
    None).
    """
    mine = readings_of(rows.model).objects.filter(version=OuterRef("current"), user=user.pk)
    asked = rows.model.objects.asked_of(user).filter(pk=OuterRef("pk"))
    seen = rows.visible_to(user).exclude(current=None).select_related("current__published_by")
    return seen.annotate(asked=Exists(asked), read_at=Subquery(mine.values("at")[:1]))


def readers_of(addressed: Addressed, user: User) -> QuerySet[User]:
    """Who has to read it, of those whom the asker looks after, each with `posts` and `read_at` of the newest version.

    Headquarters look after everybody, a manager after the own outlets.
    """
    posts = Membership.objects.visible_to(user)
    people = addressed.people_asked()
    access = access_of(user)
    if not access.network:
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        people = people.filter(pk__in=addressed.posts_asked().filter(outlet__in=managed).values("user"))
    readings = readings_of(type(addressed)).objects.filter(version=addressed.current_id, user=OuterRef("pk"))
    shown = Prefetch("memberships", posts.select_related("outlet").order_by("role", "outlet__code"), to_attr="posts")
    return people.annotate(read_at=Subquery(readings.values("at")[:1])).prefetch_related(shown)


def readings_of(model: type[Addressed]) -> type[Model]:
    return model._meta.get_field("current").related_model._meta.get_field("readings").related_model
