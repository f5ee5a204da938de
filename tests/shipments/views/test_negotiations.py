from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import Clock, Negotiation
from tests import make
from tests.shipments.views.conftest import HOUR


def path(waybill):
    return f"/shipments/waybills/{waybill.number}/negotiate/"


def told(when, **fields):
    local = timezone.localtime(when).strftime("%Y-%m-%dT%H:%M")
    return {
        "partner": "receiver",
        "agreed": "deliver",
        "promised_at": local,
        "event_id": str(uuid4()),
        **fields,
    }


def test_what_was_agreed_is_kept_with_its_call_and_no_deadline_moves(scene):
    waybill = scene.load()
    call = make.call(waybill, scene.outlet, result="reached")
    before = list(Clock.objects.values().order_by("pk"))
    asked = scene.client().get(path(waybill), {"call": call.pk})

    response = scene.client().post(
        path(waybill), told(scene.now + 3 * HOUR, call=call.pk, remark="放前台", next="/shipments/delays/")
    )

    made = Negotiation.objects.get()
    assert asked.context["form"].initial["call"] == call
    assert response["Location"] == "/shipments/delays/"
    assert (made.call, made.remark, made.by, made.outlet) == (call, "放前台", scene.clerk, scene.outlet)
    assert list(Clock.objects.values().order_by("pk")) == before
    assert "放前台" in scene.client().get(waybill.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"promised_at": "2020-01-01T10:00"},
        {"promised_at": "0001-01-01T00:00"},
        {"promised_at": "9999-12-31T23:59"},
        {"promised_at": ""},
        {"promised_at": "19 Uhr"},
        {"partner": "other"},
        {"partner": "dog"},
        {"agreed": ""},
        {"call": "999999999"},
        {"event_id": ""},
        {"remark": "长" * 301},
        {"call": "9" * 30},
        {"contact": "\x00"},
    ],
)
def test_what_cannot_be_promised_says_so_and_keeps_what_was_typed(scene, wrong):
    waybill = scene.load()

    response = scene.client().post(path(waybill), {**told(scene.now + HOUR, remark="说到一半"), **wrong})

    assert response.status_code == 422
    assert "说到一半" in response.content.decode() or "remark" in wrong
    assert not Negotiation.objects.exists()


def test_another_shipments_call_is_no_choice(scene):
    waybill = scene.load()
    call = make.call(scene.load(), scene.outlet)

    response = scene.client().post(path(waybill), told(scene.now + HOUR, call=call.pk))

    assert response.status_code == 422


def test_a_promise_too_far_away_is_refused_in_words(scene):
    waybill = scene.load()

    response = scene.client().post(path(waybill), told(scene.now + timedelta(days=31)))

    assert "within 30 days" in response.content.decode()


def test_only_outlets_that_have_it_promise(scene):
    waybill = scene.load()

    assert scene.client(make.user(Role.SERVICE_CLERK)).get(path(waybill)).status_code == 404
    assert scene.client(make.user(Role.CRG)).get(path(waybill)).status_code == 403
