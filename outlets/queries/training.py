"""Who may play which role by their training. Each answer is one statement, however many people it is about."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from crm.accounts.roles import Role
from outlets.access import Access
from outlets.models import RoleDemand, TrainingCourse, TrainingRecord
from outlets.sql import training as sql

#: So long before a training runs out it is worth a word.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lack:
    """A role that somebody plays without the training that it demands, or not for long any more.

    valid_until   last day of the newest passed one; None when there is none
    run_out       False: it holds still, and ends soon
    """

    role: Role
    course: TrainingCourse
    valid_until: date | None
    run_out: bool


def courses_missing(person_id: int | None, role: Role, *, day: date) -> list[TrainingCourse]:
    """What this person (None: a new one) would have to pass before playing this role on that day."""
    passed = TrainingRecord.objects.standing_on(day).filter(course=OuterRef("pk"), person=person_id)
    return list(TrainingCourse.objects.filter(demands__role=role).filter(~Exists(passed)).order_by("code"))


def lacks_of(people: Collection[int], *, day: date) -> dict[int, list[Lack]]:
    """By person: what is missing or has run out, and what runs out within SOON."""
    return _lacks(sql.OF_PEOPLE, list(people), day=day)


def lacks_at(access: Access, *, day: date) -> dict[int, list[Lack]]:
    """The same for everybody whom the asker looks after: headquarters all, a manager the own outlets' staff."""
    if access.network:
        return _lacks(sql.ANYWHERE, [], day=day)
    return _lacks(sql.AT_OUTLETS, [outlet for role, outlet in access.posts if role == Role.MANAGER], day=day)


def demands_by_course() -> dict[int, list[Role]]:
    demanded: dict[int, list[Role]] = defaultdict(list)
    for role, course in RoleDemand.objects.values_list("role", "course"):
        demanded[course].append(Role(role))
    return demanded


def _lacks(statement: str, ids: list[int], *, day: date) -> dict[int, list[Lack]]:
    if not ids and statement != sql.ANYWHERE:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": ids, "until": day + SOON})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    courses = TrainingCourse.objects.in_bulk({course for _user, _role, course, _until in rows}) if rows else {}
    lacks: dict[int, list[Lack]] = defaultdict(list)
    for user, role, course, until in rows:
        lacks[user].append(Lack(Role(role), courses[course], until, until is None or until < day))
    return dict(lacks)
