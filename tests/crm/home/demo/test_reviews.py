"""The demo's queue has work left, its samples can be drawn again, and all goes with it."""

import pytest

from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from shipments.models import ProblemRecord
from shipments.quality.models import Fine, ProblemReview, SpotCheck, SpotCheckItem, WeightCheck
from shipments.quality.queries.spot_checks import drawn_again
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_queue_is_half_worked_and_goes_with_the_demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(Size(outlets=12, days=8, waybills=4000), seed=3, at=NOW, progress=lambda line: None)

    verdicts = set(ProblemReview.objects.values_list("verdict", flat=True))
    assert {"", "pass"} <= verdicts
    assert ProblemReview.objects.filter(judged_at__gt=NOW).count() == 0
    assert 0 < SpotCheckItem.objects.filter(verdict="").count() < SpotCheckItem.objects.count()
    check = SpotCheck.objects.get(subject="problem")
    rows = ProblemRecord.objects.filter(withdrawn=False, outlet__region__code=check.criteria["region"])
    assert drawn_again(check, rows)
    assert set(WeightCheck.objects.values_list("mismatch", flat=True)) == {True, False}
    assert set(Fine.objects.exclude(issuer=None).values_list("violation__charge", flat=True)) >= {"spot", "weight"}
    remove()
    left = [model.objects.exists() for model in (ProblemReview, SpotCheck, SpotCheckItem, WeightCheck)]
    assert left == [False] * 4
