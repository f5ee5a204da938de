"""The public form: who is no person gets nowhere, who is one always hears the same."""

import logging
import time

import pytest
from django.core.cache import cache

from customers.forms.join import QUICKEST, stamp
from customers.models import Lead, Task
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "15412345678"
THANKS = "/join/thanks/"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def send(client):
    def sent(age=60, from_="192.0.2.1", **told):
        body = {"name": "林小姐", "phone": PHONE, "address": "东莞市虎门镇", "consent": "on"} | told
        shown = {} if age is None else {"shown": stamp(time.time() - age)}
        return client.post("/join/", {**shown, **body}, REMOTE_ADDR=from_)

    return sent


def test_a_stranger_asks_without_a_login_and_reaches_the_outlet_that_serves_them(send, client):
    outlet = make.outlet()
    make.area(outlet, city="东莞市", town="虎门镇")
    page = client.get("/join/")
    assert page.status_code == 200 and "script-src 'self'" in page["Content-Security-Policy"]

    answer = send(company="示例灯饰厂", need="每天十件", parcels_a_month="300")

    assert (answer.status_code, answer.url) == (302, THANKS)
    lead = Lead.objects.get()
    assert (lead.outlet, lead.source, lead.company, lead.parcels_a_month) == (outlet, "web", "示例灯饰厂", 300)
    assert lead.consent_at is not None
    assert PHONE not in client.get(THANKS).content.decode()


def test_everybody_hears_the_same(send):
    outlet = make.outlet()
    make.area(outlet, city="东莞市", town="虎门镇")
    make.customer(outlet, phone="15400000002")
    make.lead(outlet, phone="15400000003")

    answers = [send(phone=phone) for phone in (PHONE, "15400000002", "15400000003")]

    assert {(answer.status_code, answer.url, answer.content) for answer in answers} == {(302, THANKS, b"")}
    assert (Lead.objects.count(), Task.objects.count()) == (2, 1)


def test_who_fills_in_what_nobody_sees_is_thanked_and_forgotten(send):
    assert send(website="https://spam.example").url == THANKS
    assert not Lead.objects.exists()


@pytest.mark.parametrize(("age", "told"), [(QUICKEST - 2, {}), (None, {}), (None, {"shown": "made:up"}), (90_000, {})])
def test_who_is_too_quick_or_was_shown_nothing_sends_it_once_more(send, age, told):
    answer = send(age=age, **told)

    assert answer.status_code == 422 and not Lead.objects.exists()
    page = answer.content.decode()
    assert "再提交一次" in page and PHONE in page


def test_without_consent_or_a_number_nothing_is_kept(send):
    for told in ({"consent": ""}, {"phone": "12"}, {"name": ""}, {"address": ""}, {"name": "a\x00b"}):
        assert send(**told).status_code == 422
    assert not Lead.objects.exists()


def test_one_number_is_taken_three_times_a_day_and_hears_no_difference(send):
    answers = [send(need=f"第{turn}次") for turn in range(5)]

    assert {answer.url for answer in answers} == {THANKS}
    assert Lead.objects.get().steps.count() == 3


def test_one_address_may_ask_twenty_times_an_hour(send):
    said = [send(phone=f"154{turn:08d}").status_code for turn in range(22)]

    assert said == [302] * 20 + [429] * 2
    assert send(phone="15499999999", from_="192.0.2.2").status_code == 302
    assert Lead.objects.count() == 21


def test_no_number_stands_in_an_address_or_a_log(send, caplog):
    with caplog.at_level(logging.DEBUG):
        answers = [send(), send(consent=""), send(age=0), send(website="x")]

    assert all(PHONE not in getattr(answer, "url", "") for answer in answers)
    assert PHONE not in "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )


def test_an_events_link_counts_for_the_event(send, client):
    event = make.lead_event(make.outlet())

    assert f'name="event" value="{event.pk}"' in client.get("/join/", {"event": event.pk}).content.decode()
    assert client.get("/join/", {"event": "<x>"}).status_code == 200
    send(event=event.pk, address="天边")
    send(event=99999, phone="15400000009")

    assert list(Lead.objects.order_by("pk").values_list("source", "event", "outlet")) == [
        ("event", event.pk, event.outlet_id),
        ("web", None, None),
    ]
