"""Who has looked at or exported unusually many customers' data, read from the audit trail."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, IntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone

from crm.accounts.models import User
from crm.audit.models import LOOKED, AuditEntry
from crm.shared.days import midnight
from customers.rules.looks import Alarm, Looked, alarms
from outlets.access import access_of
from outlets.models import Membership

#: Days that are shown, and days before each that make what is usual.
SHOWN, BEFORE = timedelta(days=14), timedelta(days=28)
LOOKS = Q(action__endswith=".unmask")
REFUSED = Q(action__endswith=".unmask_refused")
#: Asking and approving take nothing along; so `crm.exports.queries.fetched_since` counts too.
EXPORTS = Q(action="export.fetch")


@dataclass(frozen=True, slots=True)
class UnusualDay:
    """A person's day that somebody should ask about."""

    person: User
    outlets: str
    day: date
    looked: Looked
    alarms: tuple[Alarm, ...]

    def get_absolute_url(self) -> str:
        return reverse("customers:looks_of", args=[self.person.pk, self.day.isoformat()])


def watched(user: object) -> QuerySet[User]:
    """Whose looks somebody may question: headquarters everybody's, a manager those of the own outlets' people."""
    access = access_of(user)
    posts = Membership.objects.all()
    return User.objects.filter(
        pk__in=(posts if access.network else posts.filter(outlet__in=access.outlet_ids)).values("user")
    )


def unusual_days(user: object, *, at: datetime) -> list[UnusualDay]:
    """Of the last two weeks, the newest first. Uses index audit_looked."""
    first = timezone.localdate(at) - SHOWN
    counted = _counted(user, since=first - BEFORE)
    found = [
        (person, day, looked)
        for (person, day), looked in counted.items()
        if day > first and alarms(_with_usual(counted, person, day, looked))
    ]
    people = User.objects.in_bulk({person for person, _day, _looked in found})
    outlets = _outlets(people)
    rows = [
        UnusualDay(people[person], outlets[person], day, told, alarms(told))
        for person, day, looked in found
        if (told := _with_usual(counted, person, day, looked))
    ]
    return sorted(rows, key=lambda row: (row.day, row.looked.looks, row.person.pk), reverse=True)


def entries_of(person: User, day: date) -> QuerySet[AuditEntry]:
    """What somebody looked at on a day, in its order."""
    since, until = midnight(day), midnight(day + timedelta(days=1))
    return AuditEntry.objects.filter(LOOKED, actor=person, at__gte=since, at__lt=until).order_by("at")


def _counted(user: object, *, since: date) -> dict[tuple[int, date], Looked]:
    rows = (
        AuditEntry.objects.filter(LOOKED, actor__in=watched(user), at__gte=midnight(since))
        .values("actor", day=TruncDate("at"))
        .annotate(
            looks=Count("pk", filter=LOOKS),
            refused=Count("pk", filter=REFUSED),
            rows=Coalesce(Sum(Cast(KT("detail__rows"), IntegerField()), filter=EXPORTS), 0),
        )
    )
    return {(row["actor"], row["day"]): Looked(row["looks"], row["refused"], row["rows"], 0) for row in rows}


def _with_usual(counted: dict[tuple[int, date], Looked], person: int, day: date, looked: Looked) -> Looked:
    before = [
        each.looks
        for back in range(1, BEFORE.days + 1)
        if (each := counted.get((person, day - timedelta(days=back)))) and each.looks
    ]
    usual = sum(before) / len(before) if before else 0
    return Looked(looked.looks, looked.refused, looked.rows, usual)


def _outlets(people: Iterable[int]) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    for person, name in Membership.objects.filter(user__in=people, outlet__isnull=False).values_list(
        "user", "outlet__name"
    ):
        names[person].append(name)
    return defaultdict(str, {person: " · ".join(dict.fromkeys(each)) for person, each in names.items()})
