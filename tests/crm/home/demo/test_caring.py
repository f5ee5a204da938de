"""Callbacks, churn and points of the demo are alive in every state, and gone with it."""

import pytest
from django.db.models import Sum

from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from crm.outbox.models import Batch, Message, Reply
from customers.models import Callback, ChurnCase, ChurnStep, PointEntry, Reward, Task
from customers.services.points_ending import expire_points
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_calls_and_cases_stand_in_every_state_and_go_with_the_demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(Size(outlets=12, days=3, waybills=300), seed=3, at=NOW, progress=lambda line: None)

    assert set(ChurnCase.objects.values_list("state", flat=True)) == set(ChurnCase.State.values)
    assert {"lost_silent", "risk_silent", "risk_drop"} == set(ChurnCase.objects.values_list("rule", flat=True))
    assert Task.objects.filter(kind="win_back", done_at=None).exists()
    assert {"planned", "done", "missed"} <= set(Callback.objects.values_list("state", flat=True))
    assert set(Callback.Outcome.values) <= set(Callback.objects.values_list("outcome", flat=True))
    assert not Callback.objects.filter(closed_at__gt=NOW).exists()
    assert not ChurnCase.objects.filter(closed_at__gt=NOW).exists()
    written = Message.objects.exclude(state="pending")
    assert set(written.values_list("state", flat=True)) == set(Message.State.values) - {
        "pending",
        "claimed",
        "submitting",
    }
    assert not written.filter(due_at__gt=NOW).exists()
    assert Message.objects.filter(state="pending", due_at__gt=NOW).exists()
    kinds = set(PointEntry.objects.values_list("kind", flat=True))
    assert {"earned", "redeemed", "expired", "corrected"} <= kinds
    balances = PointEntry.objects.order_by().values_list("customer").annotate(total=Sum("points"))
    assert min(total for _customer, total in balances) >= 0
    assert expire_points(NOW) == 0  # what has ended is off already
    remove()
    emptied = (Callback, ChurnCase, ChurnStep, Task, Message, Batch, Reply, PointEntry, Reward)
    assert [model.objects.exists() for model in emptied] == [False] * 9
