"""What providers bring, and what strangers do."""

import json
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.outbox.channels.gateway import Gateway
from crm.outbox.channels.signing import SIGNATURE, TIME, signature
from crm.outbox.models import Message, Receipt, Reply
from crm.outbox.services.posting import post
from crm.outbox.services.sending import send_due
from tests import make
from tests.crm.outbox.channels.provider import GATEWAY, KEY, running
from tests.crm.outbox.making import AT, by, draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings):
    settings.OUTBOX_GATEWAY_KEY, settings.OUTBOX_POST_KEY = KEY, "an-address-nobody-guesses"


def brought(name: str, told: Any, *, ago: int = 0, path: str = "", body: bytes | None = None, key: str = KEY) -> Any:
    """By a gateway that signs what it tells."""
    own = reverse(f"outbox:{name}", args=["gateway"])
    signed, now = json.dumps(told).encode(), int(time.time()) - ago
    headers = {TIME: str(now), SIGNATURE: signature(key, time=now, path=path or own, body=signed)}
    return Client().post(own, signed if body is None else body, content_type="application/json", headers=headers)


def test_a_message_goes_out_over_http_and_its_signed_receipt_comes_back_once():
    post([draft(make.outlet(), address="13800138000")], at=AT)
    with running(GATEWAY) as provider, by(Gateway(f"http://{provider.host}/send", KEY, 20.0)):
        send_due(at=AT)
    message = Message.objects.get()
    told = {"id": message.provider_id, "delivered": True, "time": int(time.time())}

    answers = [brought("receipts", [told]).json() for _twice in range(2)]

    message.refresh_from_db()
    assert (message.state, message.provider, message.provider_id) == ("delivered", "gateway", told["id"])
    assert answers == [{"new": 1}, {"new": 0}]
    assert provider.letters[0]["text"].startswith("【驿客】您的快件YK0000000001")


@pytest.mark.parametrize(
    "wrong",
    [
        {"ago": 400},
        {"ago": -400},
        {"body": b'[{"id": "x"}]'},
        {"path": "/messages/replies/gateway/"},
        {"key": "k"},
        {"key": ""},
    ],
)
def test_what_is_old_or_changed_or_meant_for_another_door_proves_nothing(wrong, settings):
    settings.OUTBOX_GATEWAY_KEY = "" if wrong.get("key") == "" else KEY

    assert brought("receipts", [{"id": "x", "delivered": True, "time": 1}], **wrong).status_code == 401
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    ("provider", "told", "thanks"),
    [
        (
            "aliyun",
            [{"phone_number": "13800138000", "send_time": "2026-11-23 12:00:00", "content": "TD", "sequence_id": 5}],
            {"code": 0, "msg": "成功"},
        ),
        (
            "tencent",
            {
                "extend": "",
                "mobile": "13800138000",
                "nationcode": "86",
                "sign": "驿客",
                "text": "TD",
                "time": 1795400000,
            },
            {"result": 0, "errmsg": "OK"},
        ),
    ],
)
def test_a_provider_that_signs_nothing_is_known_by_the_key_in_its_address(provider, told, thanks, settings):
    address, client = reverse("outbox:replies", args=[provider]), Client(enforce_csrf_checks=True)

    def answer(query: str) -> Any:
        return client.post(address + query, json.dumps(told), content_type="application/json")

    strangers = [answer(query).status_code for query in ("", "?key=", "?key=wrong")]
    known = [answer("?key=an-address-nobody-guesses").json() for _twice in range(2)]
    settings.OUTBOX_POST_KEY = ""

    assert strangers == [401, 401, 401] and answer("?key=").status_code == 401
    assert known == [thanks, thanks]
    assert (Reply.objects.get().address, Reply.objects.get().refuses) == ("13800138000", True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"<xml/>", 400),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
        (b"[" + b" " * 600_000 + b"]", 413),
        (b"{}", 200),
    ],
)
def test_what_cannot_be_read_costs_nothing_and_breaks_nothing(body, status):
    address = reverse("outbox:receipts", args=["aliyun"]) + "?key=an-address-nobody-guesses"

    assert Client().post(address, body, content_type="application/json").status_code == status
    assert Client().generic("POST", reverse("outbox:receipts", args=["unheard-of"]), body).status_code in {401, 413}
