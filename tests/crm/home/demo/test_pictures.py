from datetime import datetime
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from crm.home.demo.loading import load
from crm.home.demo.pictures import OURS, scribble
from crm.home.demo.removal import remove
from crm.home.demo.timetable import ZONE
from crm.home.demo.traffic import Size
from shipments.models import DeliveryRun, Picture
from shipments.queries.monitor import signed_without_picture, to_deliver

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)


@pytest.mark.django_db
def test_most_signatures_have_their_picture_and_some_have_none(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    load(Size(outlets=12, days=3, waybills=400), seed=3, at=NOW, progress=lambda line: None)

    signed = DeliveryRun.objects.exclude(signed_at=None).count()
    bare = signed_without_picture(to_deliver()).count()

    assert 0.02 * signed < bare < 0.25 * signed
    assert all(picture.file.open().read(3) == b"\xff\xd8\xff" for picture in Picture.objects.all()[:5])
    assert not Picture.objects.filter(event_id=None).exists()
    assert not Picture.objects.filter(by=None).exists()
    with django_capture_on_commit_callbacks(execute=True):
        remove()
    assert not Picture.objects.exists()
    assert not (tmp_path / OURS).exists()


def test_scribble_is_small_and_the_same_for_the_same_seed():
    jpeg = scribble(Random("3 1"))

    assert jpeg == scribble(Random("3 1")) != scribble(Random("3 2"))
    assert len(jpeg) < 12_000
    assert Image.open(BytesIO(jpeg)).size == (320, 200)
