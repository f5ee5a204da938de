"""What people did on their days, read from the facts: scans, calls, labels, acts of the audit trail.

Every read goes by an index that begins with the person and goes on with the time: a day costs what was done on it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.days import midnight
from outlets.access import access_of
from outlets.models import Membership
from shipments.models import Call, DayNote, LabelPrint, ScanDevice
from shipments.sql import day_log as sql

#: Acts of the audit trail that belong to a day's service, by the name they bear in the log.
ACTS = {
    "waybill.enter": "entered",
    "waybill.unmask": "unmasked",
    "customer.unmask": "unmasked",
    "waybill.search_by_phone": "looked_up",
    "customer.search_by_phone": "looked_up",
    "waybill.print_whole": "printed_whole",
}
#: As many lines as one page shows of what was done.
LINES = 200


@dataclass(frozen=True, slots=True)
class Key:
    """Whose day where. `outlet` is None for acts that name no outlet."""

    person: int
    outlet: int | None
    day: date


#: Who did what, by person and outlet, then by day.
Deeds = Mapping[tuple[int, int], Mapping[date, Counter[str]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done: a scan's kind, or the name of an act."""

    at: datetime
    deed: str
    subject: str


def deeds_at(posts: Collection[tuple[User, int]], first: date, last: date) -> Deeds:
    """How often each person did what at each outlet on which day, both days included. Six statements.

    posts   person and outlet; acts that name no outlet count at the only one that somebody belongs to
    """
    people = {person for person, _outlet in posts}
    only = _only_outlets(people)
    found: dict[tuple[int, int], dict[date, Counter[str]]] = {
        (person.pk, outlet): defaultdict(Counter) for person, outlet in posts
    }
    for key, counts in _deeds_of(people, first, last).items():
        outlet = only.get(key.person) if key.outlet is None else key.outlet
        if outlet and (by_day := found.get((key.person, outlet))) is not None:
            by_day[key.day] += counts
    return {post: dict(by_day) for post, by_day in found.items()}


def _deeds_of(people: Collection[User], first: date, last: date) -> Mapping[Key, Counter[str]]:
    if not people or first > last:
        return {}
    since, until = _span(first, last)
    deeds: dict[Key, Counter[str]] = defaultdict(Counter)
    workers = _workers(people)
    with connection.cursor() as cursor:
        zone = settings.TIME_ZONE
        cursor.execute(sql.COUNTS, {"workers": list(workers), "since": since, "until": until, "zone": zone})
        for worker, outlet, day, kind, count in cursor.fetchall():
            deeds[Key(workers[worker], outlet, day)][kind] += count
    ids = [person.pk for person in people]
    acts = AuditEntry.objects.filter(actor__in=ids, at__gte=since, at__lt=until, action__in=ACTS)
    for person, day, action, count in _by_day(acts, "actor", "at", "action"):
        deeds[Key(person, None, day)][ACTS[action]] += count
    calls = Call.objects.filter(by__in=ids, called_at__gte=since, called_at__lt=until)
    for person, day, outlet, count in _by_day(calls, "by", "called_at", "outlet"):
        deeds[Key(person, outlet, day)]["called"] += count
    labels = LabelPrint.objects.filter(by__in=ids, at__gte=since, at__lt=until)
    for person, day, outlet, count in _by_day(labels, "by", "at", "outlet"):
        deeds[Key(person, outlet, day)]["labelled"] += count
    return deeds


def lines_of(person: User, outlet_id: int, day: date) -> list[Line]:
    """The newest LINES scans and calls of the day at this outlet, the newest first."""
    since, until = _span(day, day)
    asked = {"workers": list(_workers([person])), "since": since, "until": until, "outlet": outlet_id, "limit": LINES}
    with connection.cursor() as cursor:
        cursor.execute(sql.EVENTS, asked)
        lines = [Line(*row) for row in cursor.fetchall()]
    calls = Call.objects.filter(by=person, called_at__gte=since, called_at__lt=until, outlet=outlet_id)
    told = calls.order_by("-called_at").values_list("called_at", "waybill__number")[:LINES]
    lines += [Line(at, "called", number) for at, number in told]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LINES]


def posts_logged(user: object) -> QuerySet[Membership]:
    """A row for each person and outlet whose log somebody may see: headquarters all, managers their staff's, others
    their own. Of several roles of one person at one outlet the first stands for all.
    """
    access = access_of(user)
    earlier = Membership.objects.filter(user=OuterRef("user"), outlet=OuterRef("outlet"), pk__lt=OuterRef("pk"))
    posts = Membership.objects.exclude(outlet=None).filter(~Exists(earlier), user__is_active=True)
    if not access.network:
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        posts = posts.filter(outlet__in=managed)
    return posts.select_related("user", "outlet")


def may_see_day(user: User, person_id: int, outlet_id: int) -> bool:
    access = access_of(user)
    return access.network or access.manages(outlet_id) or (user.pk == person_id and outlet_id in access.outlet_ids)


def notes_of(posts: Sequence[Membership], day: date) -> dict[tuple[int, int], DayNote]:
    """By person and outlet."""
    notes = DayNote.objects.filter(
        day=day, outlet__in={post.outlet_id for post in posts}, person__in={post.user_id for post in posts}
    )
    return {(note.person_id, note.outlet_id): note for note in notes}


def _only_outlets(people: Collection[User]) -> dict[int, int]:
    """The outlet of each who belongs to one alone."""
    posts = Membership.objects.filter(user__in=people, outlet__isnull=False).order_by()
    told = posts.values("user").annotate(n=Count("outlet", distinct=True), only=Min("outlet"))
    return dict(told.filter(n=1).values_list("user", "only"))


def _by_day(rows: QuerySet[Any], person: str, at: str, what: str) -> Iterable[tuple[Any, ...]]:
    counted = rows.order_by().annotate(day=TruncDate(at, tzinfo=timezone.get_default_timezone()))
    return counted.values(person, "day", what).annotate(n=Count("pk")).values_list(person, "day", what, "n")


def _workers(people: Collection[User]) -> dict[str, int]:
    """As scan events name them: by login, by phone, by staff number."""
    phones = ScanDevice.objects.filter(user__in=[person.pk for person in people]).values_list("pk", "user")
    found = {f"phone:{phone.hex}": user for phone, user in phones}
    for person in people:
        found[f"user:{person.pk}"] = person.pk
        if person.staff_no:
            found[person.staff_no] = person.pk
    return found


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return midnight(first), midnight(last + timedelta(days=1))
