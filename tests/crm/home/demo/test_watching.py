"""The demo's radar has hits to look at and some that were, its last month has scores, its queue has work left, its
samples can be drawn again; all goes with it.
"""

import pytest

from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from shipments.models import ProblemRecord
from shipments.quality.models import Fine, ProblemReview, RadarHit, Score, SpotCheck, SpotCheckItem, WeightCheck
from shipments.quality.queries.spot_checks import drawn_again
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db
SMALL = Size(outlets=12, days=25, waybills=6000)


def test_the_radar_has_found_something_and_the_month_is_scored(network):
    assert {"apart", "two_places"} <= set(RadarHit.objects.values_list("pattern", flat=True))
    assert 0 < RadarHit.objects.filter(looked_at=None).count() < RadarHit.objects.count()
    assert Score.objects.filter(person=None).count() == 12
    assert Score.objects.exclude(person=None).exists()
    remove()
    assert not RadarHit.objects.exists()
    assert not Score.objects.exists()


def test_the_queue_is_half_worked_and_goes_with_the_demo(network):
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
