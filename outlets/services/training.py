"""Courses, what roles demand, and who has passed what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import Access
from outlets.models import Membership, RoleDemand, TrainingCourse, TrainingRecord
from outlets.queries.training import courses_missing
from outlets.rules.training_validity import valid_until

#: Who at headquarters enters classes and keeps the courses.
TRAINERS = NETWORK_EDITORS


@dataclass(frozen=True, slots=True)
class Session:
    """One class: the same course, day and trainer for everybody in it."""

    course: TrainingCourse
    held_on: date
    trainer: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one person came out of it."""

    person: User
    passed: bool
    score: int | None = None
    remark: str = ""


def keep_course(course: TrainingCourse, *, demanded_by: Collection[Role], by: object, at: datetime) -> None:
    """Create a course or change it, and which roles demand it. What is recorded keeps its last day.

    raises   Refused when the code is taken
    writes   outlets_trainingcourse, outlets_roledemand, audit_auditentry
    """
    new = course.pk is None
    try:
        with transaction.atomic():
            course.save()
            course.demands.exclude(role__in=demanded_by).delete()
            RoleDemand.objects.bulk_create(
                [RoleDemand(role=role, course=course) for role in sorted(demanded_by)], ignore_conflicts=True
            )
            detail = {"valid_months": course.valid_months, "demanded_by": sorted(map(str, demanded_by))}
            action = "course.create" if new else "course.change"
            record_act(action, f"outlets.course:{course.code}", by=by, at=at, detail=detail)
    except IntegrityError as clash:
        raise Refused(_("There is a course with this code already."), code="code_exists") from clash


@transaction.atomic
def record_session(
    session: Session, outcomes: Sequence[Outcome], *, access: Access, by: object, at: datetime
) -> tuple[list[TrainingRecord], list[TrainingRecord]]:
    """Note how people came out of a class; noting it again corrects it. Returns new ones and changed ones.

    raises   Refused when the day lies ahead, or somebody is not the enterer's to record
    writes   outlets_trainingrecord, audit_auditentry
    """
    if session.held_on > timezone.localdate(at):
        raise Refused(_("This class has not been held yet: enter it on its day."), code="training_ahead")
    _check_theirs(outcomes, access)
    people = [outcome.person.pk for outcome in outcomes]
    same_class = TrainingRecord.objects.filter(course=session.course, held_on=session.held_on, person__in=people)
    standing = {record.person_id: record for record in same_class.select_for_update()}
    new, changed = [], []
    for outcome in outcomes:
        record = _record(session, outcome, by=by, at=at)
        known = standing.get(outcome.person.pk)
        if known is None:
            new.append(record)
        elif _told(known) != _told(record):
            record.pk = known.pk
            changed.append(record)
    TrainingRecord.objects.bulk_create(new)
    if changed:
        fields = ["trainer", "passed", "score", "remark", "valid_until", "entered_at", "entered_by"]
        TrainingRecord.objects.bulk_update(changed, fields)
    if new or changed:
        detail = {"held_on": session.held_on.isoformat(), "new": len(new), "changed": len(changed)}
        record_act("training.record", f"outlets.course:{session.course.code}", by=by, at=at, detail=detail)
    return new, changed


def demand_training(person: User, role: Role, *, at: datetime) -> None:
    """Let a role go to somebody only with the training that it demands.

    raises   Refused naming the courses that are missing
    """
    if missing := courses_missing(person.pk, role, day=timezone.localdate(at)):
        names = ", ".join(course.name for course in missing)
        raise Refused(
            _("%(role)s may only be who has passed: %(courses)s. Enter the training first, then give the role.")
            % {"role": role.label, "courses": names},
            code="training_missing",
        )


def _check_theirs(outcomes: Sequence[Outcome], access: Access) -> None:
    if access.has(TRAINERS):
        return
    managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
    people = {outcome.person.pk for outcome in outcomes}
    mine = set(Membership.objects.filter(outlet__in=managed, user__in=people).values_list("user", flat=True))
    if people - mine:
        raise Refused(_("You enter trainings for the staff of your own outlet."), code="training_foreign")


def _record(session: Session, outcome: Outcome, *, by: object, at: datetime) -> TrainingRecord:
    return TrainingRecord(
        person=outcome.person,
        course=session.course,
        held_on=session.held_on,
        trainer=session.trainer,
        passed=outcome.passed,
        score=outcome.score,
        remark=outcome.remark,
        valid_until=valid_until(session.held_on, session.course.valid_months) if outcome.passed else None,
        entered_at=at,
        entered_by=by if isinstance(by, User) else None,
    )


def _told(record: TrainingRecord) -> tuple[object, ...]:
    return record.trainer, record.passed, record.score, record.remark
