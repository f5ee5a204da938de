from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from outlets.models import TrainingCourse, TrainingRecord
from outlets.queries.training import SOON, Lack
from outlets.tables.network import active_badge


def training_badge(record: TrainingRecord) -> Badge:
    today = timezone.localdate()
    if not record.passed:
        return Badge("refused", _("Not passed"))
    if record.valid_until is not None and record.valid_until < today:
        return Badge("overdue", _("Run out"))
    if record.valid_until is not None and record.valid_until <= today + SOON:
        return Badge("soon", _("Ends soon"))
    return Badge("met", _("Valid"))


def lack_badge(lack: Lack) -> Badge:
    if lack.valid_until is None:
        return Badge("overdue", _("Missing"))
    return Badge("overdue", _("Run out")) if lack.run_out else Badge("soon", _("Ends soon"))


def lack_lines(lacks: list[Lack]) -> list[tuple[Lack, Badge]]:
    return [(lack, lack_badge(lack)) for lack in lacks]


class TrainingTable(Table[TrainingRecord]):
    columns = (
        Column(_("Person"), "person.name", link=True),
        Column(_("Staff number"), "person.staff_no", quiet=True),
        Column(_("Course"), "course.name"),
        Column(_("Held on"), "held_on"),
        Column(_("Trainer"), "trainer", quiet=True),
        Column(_("Score"), "score", numeric=True),
        Column(_("Valid until"), "valid_until"),
        Column(_("State"), "", show=training_badge, cell="parts/_badge.html"),
    )

    def row_url(self, row: TrainingRecord) -> str:
        return reverse("outlets:person", args=[row.person_id])


class MyTrainingTable(Table[TrainingRecord]):
    columns = TrainingTable.columns[2:]


class LackTable(Table[User]):
    """Each person with `posts` and `lacks`."""

    columns = (
        Column(_("Name"), "name", link=True),
        Column(_("Staff number"), "staff_no", quiet=True),
        Column(_("Roles"), "posts", cell="outlets/_posts.html"),
        Column(_("Training"), "lacks", show=lack_lines, cell="outlets/_lacks.html"),
    )

    def row_url(self, row: User) -> str:
        return reverse("outlets:person", args=[row.pk])


class CourseTable(Table[TrainingCourse]):
    """Each course with `demanded_by`, names of roles."""

    columns = (
        Column(_("Course"), "name", link=True),
        Column(_("Code"), "code"),
        Column(_("Valid for months"), "valid_months", numeric=True),
        Column(_("Demanded by"), "demanded_by"),
        Column(_("Active"), "active", show=active_badge, cell="parts/_badge.html"),
        Column("", "pk", cell="outlets/_edit.html"),
    )
