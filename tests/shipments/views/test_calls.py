from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from outlets.models import CallScript
from shipments.models import Call, CallRetry
from tests import make

WHOLE = "19000000002"


def path(waybill, end="call/"):
    return f"/shipments/waybills/{waybill.number}/{end}"


def told(result="no_answer", **fields):
    return {"result": result, "party": "receiver", "direction": "out", "event_id": str(uuid4()), **fields}


@pytest.fixture
def waybill(scene):
    return scene.load()


def test_the_page_says_the_first_sentence_and_hides_the_number(scene, waybill):
    response = scene.client().get(path(waybill))

    page = response.content.decode()
    assert "Hello, am I speaking to Mr or Ms 李?" in page
    assert "190******02" in page
    assert WHOLE not in page and "tel:" not in page
    assert response.context["script"].occasion == "delivery"


def test_every_step_of_every_script_is_whole_whatever_is_missing(scene, waybill):
    waybill.receiver_name = waybill.sender_name = "  "
    waybill.save()
    for script in CallScript.objects.in_force().exclude(occasion="callback"):
        response = scene.client().get(path(waybill), {"occasion": script.occasion})

        said = [step.text for step in response.context["steps"]]
        assert len(said) == len(script.steps)
        assert not [text for text in said if not text or "{" in text or "None" in text or "  " in text]


def test_a_late_shipment_is_called_about_its_delay_and_a_refused_one_at_its_sender(scene, waybill):
    late = scene.load()
    late.runs.get().clock.__class__.objects.filter(runs__waybill=late).update(
        delivery_due_at=scene.now - timedelta(hours=1)
    )

    assert scene.client().get(path(late)).context["occasion"] == "delay"
    refusal = scene.client().get(path(waybill), {"occasion": "refusal"})
    assert refusal.context["party"] == "sender"


def test_dialling_shows_the_number_once_and_is_noted(scene, waybill):
    response = scene.client().post(path(waybill, "call/dial/"), {"party": "receiver", "reason": "delivery_call"})

    page = response.content.decode()
    assert f'href="tel:{WHOLE}"' in page
    assert "Mr or Ms 李四" in page
    assert AuditEntry.objects.get(action="waybill.unmask").detail == {"party": "receiver", "reason": "delivery_call"}
    assert f'href="{path(waybill)}?party=receiver&amp;occasion=delay"' in page
    assert WHOLE not in scene.client().get(path(waybill)).content.decode()


def test_dialling_without_a_reason_shows_nothing(scene, waybill):
    response = scene.client().post(path(waybill, "call/dial/"), {"party": "receiver"})

    assert response.status_code == 422
    assert WHOLE not in response.content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("end", ["call/dial/", "unmask/"])
def test_the_thirty_first_look_of_an_hour_is_refused(scene, waybill, end):
    looks = [AuditEntry(at=timezone.now(), actor=scene.clerk, action="waybill.unmask", subject="x") for _ in range(30)]
    AuditEntry.objects.bulk_create(looks)

    response = scene.client().post(path(waybill, end), {"party": "receiver", "reason": "delivery_call"})

    assert response.status_code == 429
    assert "30 numbers within the last hour" in response.content.decode()
    assert WHOLE not in response.content.decode()
    assert AuditEntry.objects.filter(action="waybill.unmask_refused").count() == 1


def test_a_gateway_dials_without_showing(scene, waybill, settings):
    settings.CALL_GATEWAY = "https://pbx.example/dial?ref={number}&to={party}&from={from}"

    page = scene.client().get(path(waybill)).content.decode()

    assert f"https://pbx.example/dial?ref={waybill.number}&amp;to=receiver&amp;from={scene.clerk.username}" in page
    assert WHOLE not in page


def test_one_tap_keeps_the_call_with_time_script_and_steps(scene, waybill):
    script = CallScript.objects.in_force().get(occasion="delivery")

    response = scene.client().post(
        path(waybill), told("reached", note="18点在家", script=script.pk, steps="greet,reason,nonsense,today")
    )

    call = Call.objects.get()
    assert response["Location"] == f"/shipments/waybills/{waybill.number}/"
    assert (call.result, call.note, call.script, call.steps) == (
        "reached",
        "18点在家",
        script,
        ["greet", "reason", "today"],
    )
    assert abs(call.called_at - timezone.now()) < timedelta(minutes=1)
    assert (call.outlet, call.by) == (scene.outlet, scene.clerk)


def test_no_answer_makes_a_task_that_the_shipment_and_the_list_show(scene, waybill):
    client = scene.client()
    client.post(path(waybill), told())

    retry = CallRetry.objects.get()
    assert timedelta(minutes=29) < retry.due_at - timezone.now() <= timedelta(minutes=30)
    assert "Call again" in client.get(path(waybill, "")).content.decode()
    listed = client.get("/shipments/calls/again/")
    assert listed.context["table"].objects == [retry]
    assert "1 to call again" in client.get("/shipments/track/").content.decode()

    client.post(f"/shipments/calls/again/{retry.pk}/drop/")
    assert client.get("/shipments/calls/again/").context["table"].objects == []


def test_another_time_leads_to_the_agreement_with_its_call(scene, waybill):
    response = scene.client().post(path(waybill), told("reschedule", next="/shipments/delays/"))

    call = Call.objects.get()
    assert response["Location"] == (
        f"/shipments/waybills/{waybill.number}/negotiate/?call={call.pk}&next=%2Fshipments%2Fdelays%2F"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "won"},
        {"result": ""},
        {"event_id": "x"},
        {"party": "dog"},
        {"retry_at": "2020-01-01T10:00"},
        {"retry_at": "9999-12-31T23:59"},
        {"retry_at": "0001-01-01T00:00"},
        {"script": "9" * 30},
        {"steps": "x" * 701},
    ],
)
def test_what_cannot_be_kept_says_so_and_keeps_what_was_typed(scene, waybill, wrong):
    response = scene.client().post(
        path(waybill), told(note="说到一半", **wrong) if "result" not in wrong else {**told(note="说到一半"), **wrong}
    )

    assert response.status_code == 422
    assert "说到一半" in response.content.decode()
    assert not Call.objects.exists()


def test_only_the_outlets_that_have_it_call_about_it(scene, waybill):
    assert scene.client(make.user(Role.SERVICE_CLERK)).get(path(waybill)).status_code == 404
    assert scene.client(make.user(Role.EXECUTIVE)).get(path(waybill)).status_code == 403


def test_the_log_is_mine_or_my_outlets(scene, waybill):
    mine = make.call(waybill, scene.outlet, by=scene.clerk, result="reached", note="电话19912345678")
    colleague = make.call(waybill, scene.outlet, result="refused")
    make.call(make.waybill())
    client = scene.client()

    page = client.get("/shipments/calls/")

    assert set(page.context["table"].objects) == {mine, colleague}
    assert "19912345678" not in page.content.decode()
    assert client.get("/shipments/calls/", {"whose": "mine"}).context["table"].objects == [mine]
    assert client.get("/shipments/calls/", {"result": "refused"}).context["table"].objects == [colleague]


@pytest.mark.parametrize(("address", "queries"), [("/shipments/calls/", 7), ("/shipments/calls/again/", 6)])
def test_lists_cost_the_same_for_one_row_and_for_many(scene, django_assert_num_queries, address, queries):
    client = scene.client()
    for waybills in (1, 2, 297):
        for _ in range(waybills):
            waybill = make.waybill(origin=scene.outlet, destination=scene.outlet)
            make.call(waybill, scene.outlet, by=scene.clerk)
        with django_assert_num_queries(queries + (waybills == 297)):
            client.get(address)


def test_the_page_costs_the_same_for_one_call_and_for_many(scene, waybill, django_assert_num_queries):
    client = scene.client()
    for calls in (1, 5):
        for _ in range(calls):
            make.call(waybill, scene.outlet, by=scene.clerk)
        with django_assert_num_queries(13):
            client.get(path(waybill))
