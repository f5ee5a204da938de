import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import Picture
from shipments.services import picture_files
from shipments.services.pictures import BYTES_A_DAY, PICTURES_A_MINUTE, keep_picture
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def outlet():
    return make.outlet()


@pytest.fixture
def waybill(outlet):
    return make.waybill(destination=outlet)


def photo(shade=0, form="PNG"):
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), (shade % 256, shade // 256, 90)).save(raw, form)
    return ContentFile(raw.getvalue(), name="../../x.py")


def keep(waybill, file=None, *, by=None, at=make.NOON, **more):
    more = {"kind": "sign", "outlet": waybill.destination, **more}
    return keep_picture(file or photo(), waybill=waybill, by=by, at=at, **more)


def jpegs(media):
    return sorted(path.name for path in media.rglob("*.jpg"))


def test_picture_is_kept_anew_under_a_name_of_its_own(waybill, media):
    kept = keep(waybill, event_id=make.event_id())

    path = Path(kept.file.path)
    assert path.read_bytes()[:3] == b"\xff\xd8\xff"
    assert (kept.width, kept.height, kept.bytes) == (60, 40, path.stat().st_size)
    assert path.parent.name == "2026-11-18"
    assert len(path.stem) == 32
    assert list((media / "pictures" / "coming").iterdir()) == []


def test_same_picture_again_is_the_same_row(waybill, media):
    event = make.event_id()

    rows = {keep(waybill, event_id=event).pk for _ in range(3)} | {keep(waybill, event_id=event).pk}

    assert len(rows) == 1
    assert len(jpegs(media)) == 1


def test_same_picture_for_another_event_of_the_waybill_shares_the_file(waybill, media):
    first, second = keep(waybill, event_id=make.event_id()), keep(waybill, event_id=make.event_id(), kind="problem")

    assert first.pk != second.pk
    assert first.file.name == second.file.name
    assert len(jpegs(media)) == 1


def test_somebody_quicker_wins_and_no_file_is_left_over(waybill, media, monkeypatch):
    event = make.event_id()
    store = picture_files.store

    def overtaken(jpeg, *, at):
        monkeypatch.setattr(picture_files, "store", store)
        keep(waybill, event_id=event)
        return store(jpeg, at=at)

    monkeypatch.setattr(picture_files, "store", overtaken)

    kept = keep(waybill, event_id=event)

    assert Picture.objects.get() == kept
    assert len(jpegs(media)) == 1


def test_what_is_no_picture_leaves_nothing(waybill, media):
    with pytest.raises(Refused) as refusal:
        keep(waybill, ContentFile(b"<svg onload=alert(1)>", name="x.jpg"))

    assert refusal.value.code == "picture_type"
    assert (jpegs(media), Picture.objects.count()) == ([], 0)


def test_full_disk_refuses_in_words_and_leaves_nothing(waybill, media, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(Refused) as refusal:
        keep(waybill)

    assert refusal.value.code == "picture_store"
    assert Picture.objects.count() == 0
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_sixty_pictures_a_minute_and_no_more(waybill):
    clerk = make.user(Role.COURIER, waybill.destination)
    for shade in range(PICTURES_A_MINUTE):
        keep(waybill, photo(shade), by=clerk)

    with pytest.raises(Refused) as refusal:
        keep(waybill, photo(999), by=clerk)

    assert refusal.value.code == "picture_too_many"
    assert keep(waybill, photo(999), by=clerk, at=make.NOON + timedelta(minutes=1)).pk
    assert keep(waybill, photo(998), by=make.user(Role.COURIER, waybill.destination)).pk


def test_two_gigabytes_an_outlet_and_day(waybill, outlet):
    make.picture(make.waybill(destination=outlet), bytes=BYTES_A_DAY // 2)
    make.picture(make.waybill(destination=outlet), bytes=BYTES_A_DAY // 2)
    keep(waybill)
    make.picture(waybill, bytes=1)

    with pytest.raises(Refused) as refusal:
        keep(waybill, photo(1))

    assert refusal.value.code == "picture_full_day"
    assert keep(waybill, photo(1), at=make.at(0, 1, day=19)).pk


def test_crash_between_file_and_row_is_swept_after_a_day(waybill, media):
    lost = picture_files.store(b"jpeg", at=make.NOON)
    kept = keep(waybill)
    note = media / "pictures" / "coming" / Path(kept.file.name).stem
    note.write_text(kept.file.name)  # a crash after the row, before the note went
    for path in (media / "pictures" / "coming").iterdir():
        os.utime(path, (make.NOON.timestamp(),) * 2)

    young = picture_files.sweep_orphans(make.NOON + timedelta(hours=23))
    old = picture_files.sweep_orphans(make.NOON + timedelta(hours=25))
    again = picture_files.sweep_orphans(make.NOON + timedelta(hours=25))

    assert (young, old, again) == (0, 1, 0)
    assert not (media / lost).exists()
    assert jpegs(media) == [Path(kept.file.name).name]
    assert list((media / "pictures" / "coming").iterdir()) == []


def test_sweep_before_the_first_picture_finds_nothing():
    assert picture_files.sweep_orphans(make.NOON) == 0
