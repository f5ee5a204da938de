"""Talks, notes and tasks on the customer's timeline."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.timelines import Below, Line, Part, hang, newest
from customers.models import Customer, Task, Touch

ICONS = {
    Touch.Kind.CALL_IN: "phone",
    Touch.Kind.CALL_OUT: "phone",
    Touch.Kind.VISIT: "map-pin",
    Touch.Kind.MEETING: "users",
    Touch.Kind.NOTE: "notebook",
}
DONE, OPEN = Badge("met", _("Done")), Badge("open", _("Open"))


def hang_all() -> None:
    hang("customers.customer", Part("touches", _("Talks and notes"), touches_of, order=10))
    hang("customers.customer", Part("tasks", _("Tasks"), tasks_of, order=20))


def touches_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = customer.touches.visible_to(user).select_related("by")
    return [
        Line(
            touch.at,
            touch.pk,
            touch.get_kind_display(),
            text=touch.text,
            who=touch.by.get_full_name(),
            icon=ICONS[Touch.Kind(touch.kind)],
        )
        for touch in newest(rows, "at", below, limit)
    ]


def tasks_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = customer.tasks.visible_to(user).select_related("opened_by", "done_by")
    return [_task(task) for task in newest(rows, "opened_at", below, limit)]


def _task(task: Task) -> Line:
    person = task.done_by or task.opened_by
    return Line(
        task.opened_at,
        task.pk,
        task.words,
        text=task.outcome,
        who=person.get_full_name() if person else "",
        icon="list-check",
        url=task.url,
        badge=DONE if task.done_at else OPEN,
    )
