"""Next steps owed to customers: opened by people and by machines, done by one person once."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.masking import mask_phones_in
from customers.models import Customer, Task
from customers.services.standing import kept


def open_task(
    customer: Customer,
    *,
    title: str,
    due_at: datetime,
    at: datetime,
    kind: str = Task.Kind.FOLLOW_UP,
    owner: User | None = None,
    role: str = "",
    url: str = "",
    key: str | None = None,
    by: User | None = None,
) -> Task:
    """A next step, for `owner` or for whoever plays `role` at the customer's outlet or at headquarters.

    key      what a machine opens it for ("churn:12"): a second time the first task is answered, as it stands
    raises   Refused when the file was merged or made anonymous; ValueError when it is nobody's
    writes   customers_task
    """
    customer = kept(customer)
    if owner is None and not role:
        raise ValueError("A task needs an owner or a role.")
    told = {
        "customer": customer,
        "outlet_id": customer.outlet_id,
        "kind": kind,
        "title": mask_phones_in(title.strip()),
        "url": url,
        "owner": owner,
        "role": Role(role) if role else "",
        "due_at": due_at,
        "opened_at": at,
        "opened_by": by,
    }
    if key is None:
        return Task.objects.create(**told)
    return Task.objects.get_or_create(key=key, defaults=told)[0]


def close_task(task: Task, *, by: User | None, at: datetime, result: str = "") -> Task:
    """Two who close it at once: one of them did it.

    by       None: a machine saw that it is done
    raises   Refused when it is done already
    writes   customers_task
    """
    done = {"done_at": at, "done_by": by, "result": mask_phones_in(result.strip())}
    if not Task.objects.filter(pk=task.pk, done_at=None).update(**done):
        raise Refused(_("Somebody has done this already."), code="task_done")
    task.refresh_from_db()
    return task


def close_tasks_of(key: str, *, at: datetime, result: str = "") -> int:
    """Close what a machine opened under this key, if it is open still. Returns how many: 0 or 1.

    writes   customers_task
    """
    return Task.objects.filter(key=key, done_at=None).update(done_at=at, result=result)
