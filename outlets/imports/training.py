"""Trainings from a CSV file: one row for each person in a class."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.imports.registry import CREATED, UNCHANGED, UPDATED, Call, Field, Importer, Result, Row, refused
from crm.imports.rules import cells
from outlets.access import OPERATOR, access_of, may_edit_network
from outlets.models import TrainingCourse
from outlets.services.training import Outcome, Session, record_session

RESULT_WORDS = {"通过": True, "合格": True, "未通过": False, "不合格": False, "passed": True, "failed": False}


def a_day(cell: str) -> date:
    """2026-11-18 or 2026/11/18."""
    try:
        return cells.instant(f"{cell} 00:00").date()
    except cells.BadCell as wrong:
        raise cells.BadCell("not_a_day", value=cell) from wrong


def apply_training(rows: Sequence[Row], call: Call) -> list[Result]:
    """Rows of the same class go together; one that was there already corrects what was noted."""
    people = User.objects.in_bulk([row.values["staff_no"] for row in rows], field_name="staff_no")
    courses = TrainingCourse.objects.in_bulk([row.values["course"] for row in rows], field_name="code")
    results: dict[int, Result] = {}
    classes: dict[Session, list[tuple[int, Outcome]]] = defaultdict(list)
    for row in rows:
        values = row.values
        person, course = people.get(values["staff_no"]), courses.get(values["course"])
        if person is None:
            results[row.line] = refused("staff_no", "unknown_person", value=values["staff_no"])
        elif course is None:
            results[row.line] = refused("course", "unknown_course", value=values["course"])
        elif values["held_on"] > timezone.localdate(call.at):
            results[row.line] = refused("held_on", "training_ahead")
        else:
            outcome = Outcome(person, values["passed"], values.get("score"), values.get("remark", ""))
            classes[Session(course, values["held_on"], values["trainer"])].append((row.line, outcome))
    access = access_of(call.by) if call.by else OPERATOR
    for session, noted in classes.items():
        new, changed = record_session(
            session, [outcome for _line, outcome in noted], access=access, by=call.by, at=call.at
        )
        told = {record.person_id: CREATED for record in new} | {record.person_id: UPDATED for record in changed}
        results |= {line: told.get(outcome.person.pk, UNCHANGED) for line, outcome in noted}
    return [results[row.line] for row in rows]


TRAINING = Importer(
    kind="training",
    label=_("Training records"),
    order=25,
    key=("staff_no", "course", "held_on"),
    apply=apply_training,
    allowed=may_edit_network,
    note=_("One row for each person in a class. A row that is there already corrects what was noted."),
    reasons={
        "not_a_day": _("“%(value)s” is no day such as 2026-11-18."),
        "unknown_person": _("Nobody has the staff number “%(value)s”: import the staff first."),
        "unknown_course": _("There is no course “%(value)s”: create it under Training first."),
        "training_ahead": _("This class has not been held yet: enter it on its day."),
    },
    fields=(
        Field("staff_no", _("Staff number"), cells.code(20), ("工号", "员工编号"), True, "S10001"),
        Field("course", _("Course code"), cells.code(20), ("课程", "课程编号"), True, "SAFE"),
        Field("held_on", _("Held on"), a_day, ("日期", "培训日期"), True, "2026-11-18"),
        Field("trainer", _("Trainer"), cells.text(60), ("培训师", "讲师", "培训人"), True, "周培训"),
        Field("passed", _("Result"), cells.one_of(RESULT_WORDS), ("结果", "考核结果"), True, "通过"),
        Field("score", _("Score"), cells.whole(most=100), ("成绩", "分数"), False, "92"),
        Field("remark", _("Remark"), cells.text(200), ("备注",), False, ""),
    ),
)
