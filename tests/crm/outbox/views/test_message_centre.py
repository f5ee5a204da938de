"""The message centre: whose rows, in which words, and what people decide there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from crm.outbox.models import Attempt, Batch, Message, Receipt, Reply, SendingLimits, Suppression, Template
from crm.shared import counting
from tests import make

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def outlet():
    return make.outlet()


def entered(role, outlet=None, *, language="en"):
    client = Client(headers={"accept-language": language})
    client.force_login(make.user(role, outlet))
    return client


def url(name, row=None):
    return reverse(f"outbox:{name}", args=[row.pk] if row else None)


def written(outlet, state="pending", **fields):
    """A message that was written an hour ago, in this state."""
    now = timezone.now()
    given = {
        "state": state,
        "skipped": "opted_out" if state == "skipped" else "",
        "created_at": now - timedelta(hours=1),
        "due_at": now - timedelta(minutes=5),
        "expires_at": now + timedelta(days=1),
        "submitted_at": None if state in ("pending", "skipped") else now - timedelta(minutes=4),
        "address": "13800001234",
    }
    return make.message(outlet, **{**given, **fields})


def test_each_state_stands_in_words_on_the_own_list_alone(outlet):
    for state in ("pending", "accepted", "unknown", "dead", "skipped"):
        written(outlet, state)
    written(make.outlet(), "delivered")

    page = entered(Role.SERVICE_CLERK, outlet, language="zh").get(url("messages"))

    assert {row.state for row in page.context["table"].objects} == {"pending", "accepted", "unknown", "dead", "skipped"}
    assert "结果未知，不自动重发" in page.text and "138******34" in page.text and "13800001234" not in page.text
    assert entered(Role.INSPECTOR).get(url("messages"), {"state": "delivered"}).context["count"].shown == 1
    found = entered(Role.INSPECTOR).get(url("messages"), {"q": "138 0000 1234", "state": "handed_over"})
    assert {row.state for row in found.context["table"].objects} == {"accepted", "unknown", "delivered"}


def test_a_longer_list_asks_no_more(outlet, django_assert_num_queries):
    client = entered(Role.OPERATIONS)
    written(outlet, batch=make.batch())
    client.get(url("messages"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("messages"))
    for _each in range(5):
        written(make.outlet(), "skipped", batch=make.batch())
    with django_assert_num_queries(len(few)):
        assert client.get(url("messages")).context["count"].shown == 6


def test_the_page_tells_the_whole_story(outlet):
    customer = make.customer(outlet, phone="13800001234")
    message = written(outlet, "delivered", subject=f"customer:{customer.pk}")
    at = message.submitted_at
    Attempt.objects.create(
        message=message, provider="fake", address=message.address, at=at, outcome="refused", error="busy"
    )
    Receipt.objects.create(
        provider="fake", key="1", message=message, delivered=True, code="DELIVRD", at=at, received_at=at
    )
    Reply.objects.create(
        provider="fake", key="2", address=message.address, text="收到", at=timezone.now(), received_at=at, refuses=False
    )

    page = entered(Role.MANAGER, outlet).get(message.get_absolute_url())

    assert all(word in page.text for word in ("Certainly not taken", "busy", "DELIVRD", "收到", customer.name))
    thread = entered(Role.MANAGER, outlet).get(customer.get_absolute_url(), {"part": "messages"})
    assert message.get_absolute_url() in thread.text


def test_unknown_and_dead_ones_are_decided_one_after_the_other(outlet):
    unknown, dead, late = (
        written(outlet, state, **more)
        for state, more in (
            ("unknown", {}),
            ("dead", {}),
            ("dead", {"due_at": make.NOON, "expires_at": make.NOON + timedelta(1)}),
        )
    )
    written(make.outlet(), "unknown")
    client = entered(Role.SERVICE_CLERK, outlet)

    assert client.get(url("to_settle")).context["first"] == unknown
    keys = [
        [value for value, _word, _key in client.get(each.get_absolute_url()).context["choices"]]
        for each in (unknown, dead, late)
    ]
    assert keys == [["sent", "again", "dropped"], ["again", "dropped"], ["dropped"]]
    decided = [
        client.post(url("message_settle", each), {"decision": decision}).url
        for each, decision in ((unknown, "sent"), (dead, "again"), (late, "dropped"))
    ]

    assert decided == [dead.get_absolute_url(), late.get_absolute_url(), url("to_settle")]
    assert [Message.objects.get(pk=each.pk).state for each in (unknown, dead, late)] == [
        "accepted",
        "pending",
        "skipped",
    ]
    assert entered(Role.WAYBILL_CLERK, outlet).post(url("message_settle", unknown)).status_code == 403


def test_a_batch_is_a_funnel_whose_figures_open_their_rows_and_is_stopped_once(outlet):
    batch = make.batch()
    for state in ("pending", "delivered", "delivered", "accepted", "unknown", "skipped"):
        written(outlet, state, batch=batch, segments=1, cost_yuan="0.045")
    client = entered(Role.OPERATIONS)

    page = client.get(batch.get_absolute_url())

    funnel = page.context["funnel"]
    assert [step.count for step in funnel] == [6, 5, 4, 2]
    for step in [*funnel, *page.context["states"], *page.context["reasons"]]:
        assert client.get(step.url).context["count"].shown == step.count
    assert [str(stat.figure) for stat in page.context["stats"]] == ["6", "1", "6", "0.27"]
    client.post(url("batch_stop", batch))
    client.post(url("batch_stop", batch))
    assert Batch.objects.get().stopped_at
    client.post(url("batch_go_on", batch))
    assert Batch.objects.get().stopped_at is None


def test_people_are_told_when_messages_wait(outlet, monkeypatch):
    client = entered(Role.OPERATIONS)
    written(outlet)
    assert "message--warning" not in client.get(url("messages")).text
    written(outlet, due_at=timezone.now() - timedelta(minutes=11))
    assert "ten minutes" in client.get(url("messages")).text
    assert "Messages to customers are delayed" in client.get(reverse("home:dashboard")).text
    monkeypatch.setattr(counting, "answers", lambda: False)
    assert "does not answer" in client.get(url("messages")).text

    client.post(url("stop_all"))
    assert "All sending is stopped" in client.get(url("messages")).text
    client.post(url("go_on_all"))
    assert SendingLimits.objects.get().stopped_at is None


def test_a_text_is_written_on_one_page_and_approved_on_another_persons(outlet):
    writer, other = entered(Role.CRG), entered(Role.EXECUTIVE)
    told = {"code": "lantern", "channel": "sms", "purpose": "promotion", "text": "【驿客】元宵节快乐！"}
    assert writer.post(url("template_new"), told).status_code == 422
    writer.post(url("template_new"), {**told, "text": told["text"] + "拒收请回复R"})
    draft = Template.objects.get(code="lantern")
    make.customer(outlet, name="陈一", kind="person", phone="13800001234")

    page = writer.get(draft.get_absolute_url())
    assert page.context["preview"]["segments"] == 1
    assert "陈**" in page.text and "138******34" in page.text
    writer.post(url("template_propose", draft))
    assert not writer.get(draft.get_absolute_url()).context["may_approve"]
    other.post(url("template_approve", draft))

    assert Template.objects.in_force().get(code="lantern").approved_by.memberships.get().role == Role.EXECUTIVE
    assert entered(Role.MANAGER, outlet).get(draft.get_absolute_url()).status_code == 200


def test_an_address_is_taken_off_the_list_with_a_proof(outlet):
    client = entered(Role.CRG)
    told = {"channel": "sms", "address": "138 0000 1234", "purpose": "", "proof": "电话告知"}
    assert client.post(url("suppression_new"), {**told, "address": "nobody"}).status_code == 422
    client.post(url("suppression_new"), told)
    client.post(url("suppression_new"), told)
    held = Suppression.objects.get()
    assert (held.address, held.source) == ("13800001234", "staff")

    client.post(url("suppression", held), {"proof": "本人来电恢复"})

    assert Suppression.objects.get().ended_proof == "本人来电恢复"
    assert client.get(url("suppressions")).status_code == 200


def test_limits_are_changed_within_the_law():
    client = entered(Role.OPERATIONS)
    form = client.get(url("limits")).context["form"]
    told = {name: form[name].value() for name in form.fields}

    assert client.post(url("limits"), {**told, "promotion_until": "22:00"}).status_code == 422
    assert client.post(url("limits"), {**told, "messages_a_day": 3}).status_code == 302

    assert SendingLimits.objects.get().messages_a_day == 3
    assert entered(Role.INSPECTOR).get(url("limits")).context["form"] is None
