"""Reads of notices: the inbox, what stands on top of every page, and which outlets have not read."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES
from outlets.access import access_of
from outlets.models import Membership, Notice, NoticeReading, NoticeReminder, Outlet
from outlets.queries.addressed import for_reader
from outlets.sql import notices as sql

#: What nobody has read for so long no longer stands on top of every page; the inbox keeps it.
ON_TOP = timedelta(days=30)

Titles = Callable[[Collection[int]], Mapping[int, str]]
_titles: dict[str, Titles] = {}


@dataclass(frozen=True, slots=True)
class MustRead:
    """What stands on top of somebody's pages: the most urgent notice, and how many there are together.

    reply_by   None, too, when it is over
    reminded   headquarters have reminded the outlet of it
    """

    notice: int
    kind: str
    title: str
    reply_by: datetime | None
    published_at: datetime
    reminded: bool
    together: int

    @property
    def words(self) -> str:
        return self.title or str(Notice.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Escalated:
    """A notice that a manager was told of, and how many of the staff have still not read it."""

    notice: int
    kind: str
    title: str
    published_at: datetime
    people: int

    @property
    def words(self) -> str:
        return self.title or str(Notice.Kind(self.kind).label)


def inbox_of(user: User) -> QuerySet[Notice]:
    """What somebody may see, each with `asked` and `read_at`, as `for_reader` has them."""
    return for_reader(Notice.objects.all(), user)


def must_read(user: User, *, at: datetime) -> MustRead | None:
    """The most urgent notice that this person must still read. Headquarters, who are asked nothing, cost no query."""
    posts = sorted(access_of(user).posts)
    if not posts:
        return None
    given = {"outlets": [outlet for _, outlet in posts], "roles": [str(role) for role, _ in posts]}
    with connection.cursor() as cursor:
        cursor.execute(sql.UNREAD, given | {"user": user.pk, "at": at, "since": at - ON_TOP})
        row = cursor.fetchone()
    return MustRead(*row) if row else None


def escalated_at(outlets: Collection[int], *, at: datetime, limit: int) -> list[Escalated]:
    """What the managers of these outlets were told of and their staff have still not read, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(sql.ESCALATED, {"outlets": list(outlets), "since": at - ON_TOP, "limit": limit})
        return [Escalated(*row) for row in cursor.fetchall()]


def outlets_asked(notice: Notice) -> QuerySet[Outlet]:
    """The outlets whose staff have to read it, each with `people`, of them `unread`, and `reminded_at` (or None)."""
    posts = Membership.objects.filter(
        outlet=OuterRef("pk"), role__in=notice.roles or [str(role) for role in OUTLET_ROLES], user__is_active=True
    )
    read = NoticeReading.objects.filter(version=notice.current_id, user=OuterRef("user"))
    reminders = NoticeReminder.objects.filter(version=notice.current_id, outlet=OuterRef("pk")).order_by("-at")
    rows = Outlet.objects.all() if notice.everywhere else Outlet.objects.filter(pk__in=notice.outlets.values("pk"))
    rows = rows.annotate(
        people=_counted(posts),
        unread=_counted(posts.filter(~Exists(read))),
        reminded_at=Subquery(reminders.values("at")[:1]),
    )
    return rows.filter(people__gt=0)


def tell_titles(kind: str, titles: Titles) -> None:
    """How a higher app names notices that say facts of its own. Called once per kind, from its AppConfig.ready()."""
    _titles[kind] = titles


def give_titles(notices: Iterable[Notice]) -> Sequence[Notice]:
    """The same notices, those without a title named by what they announce: one query a kind."""
    given = list(notices)
    for kind, titles in _titles.items():
        nameless = [notice for notice in given if notice.kind == kind and not notice.title]
        names = titles([notice.pk for notice in nameless]) if nameless else {}
        for notice in nameless:
            notice.title = names.get(notice.pk, "")
    return given


def _counted(posts: QuerySet[Membership]) -> Coalesce:
    """So many people, each once."""
    people = posts.order_by().values("outlet").annotate(n=Count("user", distinct=True)).values("n")
    return Coalesce(Subquery(people), 0)
