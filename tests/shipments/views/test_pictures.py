import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from crm.accounts.roles import Role
from shipments.services.pictures import keep_picture
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture():
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(raw, "PNG")
    waybill = make.waybill(number="773000000042")
    file = ContentFile(raw.getvalue(), name="a\r\nSet-Cookie: x=1.jpg")
    return keep_picture(file, waybill=waybill, outlet=waybill.destination, kind="sign", by=None, at=make.NOON)


def client(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_picture_is_served_as_a_picture_and_nothing_else(picture):
    answer = client(make.user(Role.COURIER, picture.outlet)).get(picture.get_absolute_url())

    assert answer.getvalue()[:3] == b"\xff\xd8\xff"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="773000000042-sign.jpg"'
    assert answer["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("role", [Role.COURIER, Role.MANAGER])
def test_another_outlet_does_not_find_it(picture, role):
    assert client(make.user(role)).get(picture.get_absolute_url()).status_code == 404


def test_outlet_of_origin_and_headquarters_see_it(picture):
    for viewer in (make.user(Role.COURIER, picture.waybill.origin), make.user(Role.INSPECTOR)):
        assert client(viewer).get(picture.get_absolute_url()).status_code == 200


def test_row_without_its_file_says_so(picture):
    picture.file.storage.delete(picture.file.name)

    assert client(make.user(Role.INSPECTOR)).get(picture.get_absolute_url()).status_code == 404


def test_picture_without_an_event_stands_beside_the_signature(scene):
    waybill = scene.load()
    scene.scan(waybill, "signed", ago=timedelta(minutes=5))
    scene.scan(waybill, "weigh")
    sign, other = make.picture(waybill), make.picture(waybill, kind="other")

    lines = scene.client().get(waybill.get_absolute_url()).context["lines"]

    assert {line.event.kind: list(line.pictures) for line in lines if line.pictures} == {
        "signed": [sign],
        "weigh": [other],
    }
