"""The demo's radar has hits to look at and some that were, its last month has scores; all goes with it."""

import pytest

from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from shipments.quality.models import RadarHit, Score
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_radar_has_found_something_and_the_month_is_scored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load(Size(outlets=12, days=25, waybills=6000), seed=3, at=NOW, progress=lambda line: None)

    assert {"apart", "two_places"} <= set(RadarHit.objects.values_list("pattern", flat=True))
    assert 0 < RadarHit.objects.filter(looked_at=None).count() < RadarHit.objects.count()
    assert Score.objects.filter(person=None).count() == 12
    assert Score.objects.exclude(person=None).exists()
    remove()
    assert not RadarHit.objects.exists()
    assert not Score.objects.exists()
