"""Columns of the list of next steps."""

from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from customers.models import Task
from customers.tables.customers import shown_name


def whose(task: Task) -> str:
    return task.owner.get_full_name() if task.owner else task.get_role_display()


def task_badge(task: Task) -> Badge:
    return Badge("met", _("Done")) if task.done_at else Badge("open", _("Open"))


def _customer(task: Task) -> str:
    return shown_name(task.customer)


class TaskTable(Table[Task]):
    columns = (
        Column(_("What is to be done"), "words", link=True),
        Column(_("Customer"), "", show=_customer),
        Column(_("Due"), "due_at", cell="customers/_task_due.html"),
        Column(_("Left to"), "", show=whose),
        Column(_("Outlet"), "outlet.name", quiet=True),
        Column(_("Kind"), "get_kind_display", quiet=True),
        Column(_("Done"), "", cell="customers/_task_done.html"),
    )

    def row_url(self, row: Task) -> str:
        return row.url or row.customer.get_absolute_url()
