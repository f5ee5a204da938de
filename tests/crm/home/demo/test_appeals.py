"""Appeals of the demo stand in every state, sum up, and go with it."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from outlets.models import Notice
from shipments.quality.models import (
    Appeal,
    AppealEvidence,
    Fine,
    FineNotice,
    FineReply,
    LedgerEntry,
    ReliefOrder,
    Statement,
)
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db
SIZE = Size(outlets=12, days=8, waybills=2500)


def test_appeals_stand_in_every_state_and_go_with_the_demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(SIZE, seed=3, at=NOW, progress=lambda line: None)

    assert set(Appeal.objects.values_list("state", flat=True)) == set(Appeal.State.values)
    assert set(Appeal.objects.values_list("instance", flat=True)) == {1, 2}
    assert not Appeal.objects.filter(at__gt=NOW).exists()
    assert not Appeal.objects.filter(decided_at__gt=NOW + timedelta(0)).exists()
    assert AppealEvidence.objects.exists() and FineReply.objects.exists()
    for appeal in Appeal.objects.filter(state__in=Appeal.DECIDED, fine__appeals__instance=1):
        owed = LedgerEntry.objects.filter(fine=appeal.fine_id, at__lte=appeal.decided_at).aggregate(sum=Sum("yuan"))
        assert appeal.yuan_after in (owed["sum"], None)
    remove()
    left = [model.objects.exists() for model in (Appeal, AppealEvidence, FineReply, Fine, FineNotice, Notice)]
    assert left == [False] * 6


def test_the_account_is_alive_and_goes_with_the_demo():
    first_of_the_month = NOW.replace(day=3)
    load(SIZE, seed=3, at=first_of_the_month, progress=lambda line: None)

    assert set(ReliefOrder.objects.values_list("approved", flat=True)) == {True, False, None}
    statements = list(Statement.objects.all())
    assert statements and all(statement.month.day == 1 for statement in statements)
    assert all(
        sum((entry.yuan for entry in statement.entries.all()), statement.opening_yuan) == statement.closing_yuan
        for statement in statements
    )
    remove()
    assert not ReliefOrder.objects.exists() and not Statement.objects.exists()
