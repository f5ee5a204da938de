"""What is asked at the moment of sending, whatever was true when a message was posted."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from crm.outbox import checks
from crm.outbox.models import Batch, Channel, Message, SendingLimits, SpentDay
from crm.outbox.services.posting import post
from crm.outbox.services.sending import send_due
from crm.outbox.services.suppressing import allow, suppress
from tests import make
from tests.crm.outbox.making import AT, Fake, by, draft, offer

pytestmark = pytest.mark.django_db


def _limits(**values):
    SendingLimits.objects.update_or_create(pk=1, defaults=values)


def _state():
    return list(Message.objects.order_by("id").values_list("state", "skipped"))


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"due_at": AT + timedelta(seconds=1)}, ("pending", "")),
        ({"expires_at": AT}, ("skipped", "late")),
        ({"address": ""}, ("skipped", "no_address")),
        ({"address": "none@nowhere"}, ("skipped", "no_address")),
        ({"values": {"waybill": ""}}, ("dead", "")),
        ({"values": {"waybill": "{name}"}}, ("dead", "")),
        ({"values": {}}, ("dead", "")),
        ({}, ("accepted", "")),
    ],
)
def test_a_message_is_asked_whether_it_makes_sense(fields, answer):
    post([draft(make.outlet(), **fields)], at=AT)

    send_due(at=AT)

    assert _state() == [answer]


@pytest.mark.parametrize(
    ("make_draft", "at", "expires_at", "answer", "due_at"),
    [
        (offer, make.at(8, 29), make.at(23), "pending", make.at(8, 30)),
        (offer, make.at(8, 30), make.at(23), "accepted", None),
        (offer, make.at(20, 29), make.at(23), "accepted", None),
        (offer, make.at(20, 30), make.at(8, 30, day=19), "skipped", None),
        (offer, make.at(20, 30), make.at(8, 31, day=19), "pending", make.at(8, 30, day=19)),
        (draft, make.at(21, 29), make.at(23), "accepted", None),
        (draft, make.at(21, 30), make.at(9, day=19), "pending", make.at(8, day=19)),
        (draft, make.at(7, 59), make.at(9), "pending", make.at(8)),
    ],
)
def test_hours_are_asked_at_the_moment_of_sending(make_draft, at, expires_at, answer, due_at):
    post([make_draft(make.outlet(), due_at=make.at(1), expires_at=expires_at)], at=make.at(1))

    send_due(at=at)

    message = Message.objects.get()
    assert message.state == answer
    assert message.due_at == (due_at or make.at(1))


def test_beat_dead_over_the_morning_catches_up_inside_the_hours_and_never_at_night():
    outlet = make.outlet()
    post([offer(outlet, n, due_at=make.at(9), expires_at=make.at(22, day=19)) for n in range(20)], at=make.at(1))

    with by(Fake()) as provider:
        send_due(at=make.at(20, 45))
        at_night = len(provider.asked)
        send_due(at=make.at(3, day=19))
        send_due(at=make.at(8, 30, day=19))

    assert at_night == 0
    assert sum(provider.took.values()) == 20


def test_no_hours_of_headquarters_are_wider_than_the_law():
    _limits(promotion_from=time(6), promotion_until=time(23))
    post([offer(make.outlet(), due_at=make.at(1))], at=AT)

    send_due(at=make.at(21))

    assert Message.objects.get().due_at == make.at(8, day=19)


@pytest.mark.parametrize(
    ("purpose", "answers"),
    [("", ["opted_out", "opted_out"]), ("promotion", ["opted_out", ""]), ("notice", ["", "opted_out"])],
)
def test_a_suppressed_number_is_not_written_to_until_its_owner_says_otherwise(purpose, answers):
    outlet = make.outlet()
    number = draft(outlet).address
    suppressed = [suppress("sms", number, source="reply", proof="R", at=AT, purpose=purpose) for _twice in range(2)]
    post([offer(outlet, 1, key="test:a"), draft(outlet, 1, key="test:b")], at=AT)

    send_due(at=AT)
    ended = allow("sms", number, proof="called", at=AT)
    post([draft(outlet, 1, key="test:c")], at=AT)
    send_due(at=AT)

    assert (suppressed, ended) == ([True, False], 1)
    assert [skipped for _state, skipped in _state()] == [*answers, ""]


def test_an_address_gets_so_many_a_day_and_one_offer_in_seven():
    outlet = make.outlet()
    days = [AT, AT + timedelta(hours=1), AT + timedelta(days=6), AT + timedelta(days=7, minutes=1)]
    post(
        [offer(outlet, 1, key=f"test:o{n}", due_at=at, expires_at=at + timedelta(1)) for n, at in enumerate(days)],
        at=AT,
    )
    post([draft(outlet, 1, key=f"test:n{n}") for n in range(3)], at=AT)

    for at in days:
        send_due(at=at)

    states = dict(Message.objects.values_list("key", "skipped"))
    assert {key: skipped for key, skipped in states.items() if key.startswith("test:o")} == {
        "test:o0": "capped",
        "test:o1": "capped",
        "test:o2": "",
        "test:o3": "capped",
    }
    assert sorted(skipped for key, skipped in states.items() if key.startswith("test:n")) == ["", "", "capped"]


def test_others_at_work_on_the_same_address_are_waited_for():
    outlet = make.outlet()
    _limits(messages_a_day=1)
    post([draft(outlet, 1, key="test:a", due_at=AT - timedelta(hours=2)), draft(outlet, 1, key="test:b")], at=AT)
    others = {"state": "claimed", "lease": make.event_id(), "lease_until": AT + timedelta(minutes=2)}
    Message.objects.filter(key="test:a").update(**others)

    send_due(at=AT)

    waiting = Message.objects.get(key="test:b")
    assert (waiting.state, waiting.due_at > AT) == ("pending", True)


def test_the_budget_of_a_day_is_kept_to_the_message_and_the_rest_goes_tomorrow():
    outlet = make.outlet()
    _limits(yuan_a_day=Decimal("0.30"))
    post([draft(outlet, number, expires_at=AT + timedelta(days=2)) for number in range(10)], at=AT)

    send_due(at=AT)
    today = [state for state, _skipped in _state()]
    tomorrow = set(Message.objects.filter(state="pending").values_list("due_at", flat=True))
    send_due(at=make.at(8, day=19))

    assert today == ["accepted"] * 6 + ["pending"] * 4
    assert tomorrow == {make.at(8, day=19)}
    assert {state for state, _skipped in _state()} == {"accepted"}
    assert list(SpentDay.objects.order_by("day").values_list("yuan", flat=True)) == [Decimal("0.270"), Decimal("0.180")]


def test_whoever_knows_more_is_asked_and_what_they_refuse_costs_nothing(monkeypatch):
    outlet = make.outlet()
    monkeypatch.setattr(checks, "registered", [])

    def check(messages, at):
        by_key = {each.key: each.pk for each in messages}
        found = {"test:1": Message.Skipped.HELD, "test:2": at + timedelta(hours=1), "test:3": at + timedelta(days=9)}
        return {by_key[key]: said for key, said in found.items() if key in by_key}

    checks.register(check)
    post([draft(outlet, number) for number in range(4)], at=AT)

    send_due(at=AT)

    assert _state() == [("accepted", ""), ("skipped", "held"), ("pending", ""), ("skipped", "late")]
    assert SpentDay.objects.get().yuan == Decimal("0.045")


@pytest.mark.parametrize("rows", [1, 30])
def test_so_many_questions_whatever_the_number_of_messages(rows, django_assert_num_queries):
    outlet, batch = make.outlet(), Batch.objects.create(name="x", key="x", opened_at=AT)
    post([draft(outlet, number, batch=batch) for number in range(rows)], at=AT)

    with django_assert_num_queries(17):
        send_due(at=AT, limit=rows)

    assert Message.objects.filter(state="accepted", channel=Channel.SMS).count() == rows
