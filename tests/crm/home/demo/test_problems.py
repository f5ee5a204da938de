"""Problem pieces of the demo have reasons, photos and follow-ups, and go with it."""

import pytest

from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from shipments.models import DutySnooze, Picture, ProblemDraft, ProblemFollowUp, ProblemReason, ProblemRecord
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db
SMALL = Size(outlets=12, days=3, waybills=800)


def test_problems_are_alive_and_removable(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(SMALL, seed=3, at=NOW, progress=lambda line: None)

    assert not ProblemRecord.objects.filter(reason=None).exists()
    assert ProblemRecord.objects.open().exists() and ProblemRecord.objects.exclude(closed_at=None).exists()
    assert ProblemFollowUp.objects.exists() and not ProblemFollowUp.objects.filter(at__gt=NOW).exists()
    assert Picture.objects.filter(kind="damage").exists()
    reasons = ProblemReason.objects.count()
    remove()
    left = [model.objects.exists() for model in (ProblemRecord, ProblemFollowUp, ProblemDraft, DutySnooze)]
    assert left == [False] * 4
    assert ProblemReason.objects.count() == reasons
