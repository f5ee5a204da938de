"""Next steps: opened once by key, done once by one person; talks without telephone numbers."""

from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from customers.models import Customer, Task
from customers.services.tasks import close_task, close_tasks_of, open_task
from customers.services.touches import note_touch
from tests import make

pytestmark = pytest.mark.django_db
DUE = make.NOON + timedelta(days=1)


def test_a_machine_opens_a_task_once_by_its_key():
    customer = make.customer()
    told = {"title": "回访", "due_at": DUE, "at": make.NOON, "role": Role.MANAGER, "key": "callback:7"}

    first, again = (open_task(customer, **told) for _ in range(2))
    closed = [close_tasks_of("callback:7", at=make.NOON) for _ in range(2)]

    assert first == again
    assert closed == [1, 0]
    assert (first.outlet, first.kind, first.owner) == (customer.outlet, Task.Kind.FOLLOW_UP, None)


def test_it_is_done_by_one_person():
    by = make.user()
    task = open_task(make.customer(), title="寄合同", due_at=DUE, at=make.NOON, owner=by, by=by)
    same = Task.objects.get(pk=task.pk)

    close_task(task, by=by, at=make.NOON, result="已寄，电话19912345678")

    assert (task.done_by, task.result) == (by, "已寄，电话199******78")
    with pytest.raises(Refused) as refused:
        close_task(same, by=make.user(), at=make.NOON)
    assert refused.value.code == "task_done"


def test_a_task_is_somebodys():
    with pytest.raises(ValueError, match="owner or a role"):
        open_task(make.customer(), title="x", due_at=DUE, at=make.NOON)


@pytest.mark.parametrize("state", [Customer.State.MERGED, Customer.State.ANONYMOUS])
def test_nothing_is_written_to_a_file_that_is_gone(state):
    kept = make.customer()
    gone = make.customer(kept.outlet, state=state, merged_into=kept if state == Customer.State.MERGED else None)
    by = make.user()

    with pytest.raises(Refused):
        note_touch(gone, "note", "x", by=by, at=make.NOON)
    with pytest.raises(Refused):
        open_task(gone, title="x", due_at=DUE, at=make.NOON, owner=by)


def test_a_talk_keeps_no_telephone_number():
    customer = make.customer()

    touch = note_touch(customer, "call_in", " 改打 13800138000 ", by=make.user(), at=make.NOON)

    assert (touch.text, touch.outlet) == ("改打 138******00", customer.outlet)
