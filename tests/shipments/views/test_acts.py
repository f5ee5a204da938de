from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from shipments.models import DeliveryRun, ProblemRecord, ScanEvent
from tests import make

GOOD = {
    "category": "delivery",
    "contact": "王女士",
    "phone": "0755-26000000",
    "matter": "两次致电收件人王女士无人接听，已发短信，约14:00再次上门",
}


def url(waybill, act):
    return f"/shipments/waybills/{waybill.number}/{act}/"


def problem(scene, **fields):
    occurred_at = timezone.localtime(scene.now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    return {**GOOD, "occurred_at": occurred_at, "event_id": uuid4(), **fields}


def test_signing_is_an_event_of_now_for_the_whole_waybill(scene):
    waybill = scene.load()
    agreed = timezone.localtime(scene.now - timedelta(minutes=5)).replace(second=0, microsecond=0)
    form = {"relation": "116", "signer": "陈师傅", "event_id": uuid4(), "kind": "signed"}
    form |= {"consent": "call", "consent_at": f"{agreed:%Y-%m-%dT%H:%M}"}

    response = scene.client().post(url(waybill, "sign"), form)

    event = ScanEvent.objects.get(kind="signed")
    assert response.status_code == 302
    consent = event.detail.pop("consent")
    assert event.detail == {"operator": "陈小梅", "signer": "陈师傅", "signer_relation": "116"}
    assert (consent["how"], datetime.fromisoformat(consent["at"])) == ("call", agreed)
    assert (event.source, event.grade) == (f"user:{scene.clerk.pk}", "A")
    assert DeliveryRun.objects.get().signed_at == event.occurred_at


def test_signing_twice_by_the_same_form_counts_once(scene):
    waybill, form = scene.load(), {"relation": "101", "event_id": uuid4(), "kind": "signed"}

    for _ in range(2):
        assert scene.client().post(url(waybill, "sign"), form).status_code == 302

    assert ScanEvent.objects.filter(kind="signed").count() == 1


def test_handing_over_to_somebody_else_asks_for_consent_and_lets_the_name_wait(scene):
    waybill, client = scene.load(), scene.client()
    form = {"relation": "116", "event_id": uuid4(), "kind": "delivered"}

    refused = client.post(url(waybill, "sign"), form)
    agreed = f"{timezone.localtime(scene.now - timedelta(minutes=5)):%Y-%m-%dT%H:%M}"
    kept = client.post(url(waybill, "sign"), form | {"consent": "call", "consent_at": agreed})

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert set(refused.context["form"].errors) == {"consent", "consent_at"}
    detail = ScanEvent.objects.get(kind="delivered").detail
    assert (detail["signer_relation"], detail["consent"]["how"]) == ("116", "call")


def test_handing_over_leaves_the_sign_entry_open(scene):
    waybill = scene.load()

    scene.client().post(url(waybill, "sign"), {"relation": "101", "event_id": uuid4(), "kind": "delivered"})

    run = DeliveryRun.objects.get()
    assert (run.delivered_at is not None, run.signed_at) == (True, None)


def test_somebody_else_signs_by_name_only(scene):
    response = scene.client().post(url(scene.load(), "sign"), {"relation": "116", "event_id": uuid4()})

    assert response.status_code == 422
    assert "write the name" in response.content.decode()


@pytest.mark.parametrize("code", ["107", "114", "125"])
def test_nobody_else_takes_it_unless_the_receiver_agreed(scene, code):
    response = scene.client().post(url(scene.load(), "sign"), {"relation": code, "event_id": uuid4()})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"consent", "consent_at"}
    assert not ScanEvent.objects.filter(kind="signed").exists()


def test_picture_comes_with_the_signature(scene, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    waybill, event_id = scene.load(), uuid4()
    raw = BytesIO()
    Image.new("RGB", (40, 30), "white").save(raw, "PNG")
    form = {"relation": "101", "event_id": event_id, "kind": "signed"}

    scene.client().post(url(waybill, "sign"), form | {"picture": ContentFile(raw.getvalue(), name="s.png")})

    assert (waybill.pictures.get().event_id, waybill.pictures.get().kind) == (event_id, "sign")


def test_bad_picture_holds_up_no_signature(scene):
    waybill, form = scene.load(), {"relation": "101", "event_id": uuid4(), "kind": "signed"}

    response = scene.client().post(
        url(waybill, "sign"), form | {"picture": ContentFile(b"<svg/>", name="s.jpg")}, follow=True
    )

    assert DeliveryRun.objects.get().signed_at is not None
    assert not waybill.pictures.exists()
    assert "without the picture" in response.content.decode()


def test_htmx_answers_in_the_row(scene):
    waybill, headers = scene.load(), {"hx-request": "true"}
    form = scene.client().get(url(waybill, "sign"), headers=headers).content.decode()

    done = scene.client().post(url(waybill, "sign"), {"relation": "101", "event_id": uuid4()}, headers=headers)

    assert form.lstrip().startswith("<form")
    assert "data-done" in done.content.decode()


def test_good_problem_is_registered_and_judged_valid(scene):
    waybill = scene.load()

    response = scene.client().post(url(waybill, "problem"), problem(scene))

    record = ProblemRecord.objects.get()
    assert response.status_code == 302
    assert (record.waybill, record.remark, record.contact, record.category) == (waybill, "valid", "王女士", "delivery")


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"matter": "派送中"}, "matter", "is no reason"),
        ({"matter": "无"}, "matter", "what happened"),
        ({"contact": "无"}, "contact", "a name"),
        ({"contact": ""}, "contact", "a name"),
        ({"phone": "123"}, "phone", "phone number"),
        ({"occurred_at": ""}, "occurred_at", "when the problem arose"),
        ({"occurred_at": "2999-01-01T00:00"}, "occurred_at", "future"),
    ],
)
def test_empty_talk_is_refused_by_the_server_too(scene, wrong, field, says):
    response = scene.client().post(url(scene.load(), "problem"), problem(scene, **wrong))

    assert response.status_code == 422
    assert says in " ".join(response.context["form"].errors[field])
    assert not ProblemRecord.objects.exists()


def test_banned_phrase_in_a_whole_sentence_goes_to_review(scene):
    matter = "收件人王女士因下大雨要求改约明早9点送至公司前台，已登记"

    scene.client().post(url(scene.load(), "problem"), problem(scene, matter=matter))

    assert ProblemRecord.objects.get().remark == "review"


@pytest.mark.parametrize("act", ["sign", "problem", "unmask"])
def test_foreign_waybill_is_not_there(scene, act):
    waybill = scene.load()
    stranger = scene.client(make.user(Role.COURIER))

    assert stranger.post(url(waybill, act), problem(scene)).status_code == 404
    assert ScanEvent.objects.exclude(kind="departure").count() == 0


def test_next_leads_nowhere_else(scene):
    form = {"relation": "101", "event_id": uuid4(), "next": "https://evil.example/"}
    waybill = scene.load()

    response = scene.client().post(url(waybill, "sign"), form)

    assert response["Location"] == f"/shipments/waybills/{waybill.number}/"
