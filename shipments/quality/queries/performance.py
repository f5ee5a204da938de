"""Scores by month, and the training that may help where one is weak."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from crm.accounts.roles import Role
from outlets.models import TrainingCourse
from shipments.quality.models import Score
from shipments.rules.performance_formula import Measure

SCORES = Score.objects.select_related("outlet", "person", "edition")
#: Whose work a measure is, at an outlet; a courier's own score is the courier's.
WORK_OF = {
    Measure.ARRIVAL: Role.WAYBILL_CLERK,
    Measure.DELIVERY: Role.COURIER,
    Measure.SIGN: Role.WAYBILL_CLERK,
    Measure.PROBLEM: Role.SERVICE_CLERK,
    Measure.COMPLAINT: Role.SERVICE_CLERK,
    Measure.FINE: Role.MANAGER,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A course for whom the weak measures are the work."""

    course: TrainingCourse
    measures: tuple[Measure, ...]


def last_month() -> date | None:
    """The newest that has scores."""
    return Score.objects.order_by("-month").values_list("month", flat=True).first()


def proposals(measures: Collection[Measure], *, courier: bool) -> list[Proposal]:
    """The active courses meant for the roles whose work these measures are. One query."""
    roles = {measure: Role.COURIER if courier else WORK_OF[measure] for measure in measures}
    if not roles:
        return []
    meant = Q()
    for role in set(roles.values()):
        meant |= Q(roles__contains=[str(role)])
    courses = TrainingCourse.objects.filter(meant, active=True).order_by("code")
    return [
        Proposal(course, tuple(measure for measure, role in roles.items() if str(role) in course.roles))
        for course in courses
    ]


def months_of(score: Score) -> list[Score]:
    """The year until then, the oldest first."""
    same = Score.objects.filter(outlet=score.outlet_id, person=score.person_id, month__lte=score.month)
    return list(same.order_by("-month")[:12])[::-1]
