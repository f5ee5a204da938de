"""Receipts and replies, in every order and any number of times."""

from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from crm.outbox import followers, refusals
from crm.outbox.channels.base import Accepted, Unknown
from crm.outbox.models import Message, Receipt, Reply, Suppression
from crm.outbox.rules.message_states import BY_MACHINE
from crm.outbox.rules.provider_posts import Answer, Report
from crm.outbox.services import receipts, replies
from crm.outbox.services.posting import post
from crm.outbox.services.sending import send_due
from crm.outbox.services.settling import Decision, settle
from tests import make
from tests.crm.outbox.making import AT, Fake, by, draft

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(seconds=30)


def sent(*, answer=None, **fields) -> Message:
    """One message that a provider was asked to take."""
    post([draft(make.outlet(), **fields)], at=AT)
    with by(Fake(answer) if answer else Fake()):
        send_due(at=AT)
    return Message.objects.get()


def report(message: Message, *, delivered: bool, by_reference: bool = True, code: str = "") -> Report:
    reference = message.tries.latest("at").id if by_reference else None
    return Report(message.provider_id or "lost-1", delivered, code, SOON, reference)


def state_of(message: Message) -> str:
    return Message.objects.values_list("state", flat=True).get(pk=message.pk)


@pytest.mark.parametrize("order", list(permutations(["accepted", "failed", "delivered"])))
def test_what_arrived_has_arrived_in_whatever_order_it_is_told(order):
    message = sent()
    Message.objects.update(state="submitting", lease=UUID(int=1), lease_until=AT, provider_id="")
    failed, delivered = (report(message, delivered=each) for each in (False, True))
    seen = ["submitting"]
    for told in order:
        if told == "accepted":
            Message.objects.filter(state="submitting").update(state="accepted", provider_id=message.provider_id)
        else:
            receipts.take("fake", [failed if told == "failed" else delivered] * 2, at=SOON)
        seen.append(state_of(message))
        receipts.catch_up(SOON)
        seen.append(state_of(message))

    assert seen[-1] == "delivered"
    assert all(after == before or after in BY_MACHINE[before] for before, after in zip(seen, seen[1:], strict=False))
    assert Receipt.objects.count() == 2


@pytest.mark.parametrize("delivered", [True, False])
def test_a_receipt_that_names_only_the_providers_id_waits_until_we_know_it(delivered):
    message = sent()
    Message.objects.update(provider_id="")
    told = report(message, delivered=delivered, by_reference=False, code="SIM_FULL")

    kept = receipts.take("fake", [told, told], at=SOON), receipts.take("fake", [told], at=SOON)
    early = receipts.catch_up(SOON)
    Message.objects.update(provider_id=told.id)
    caught = receipts.catch_up(SOON), receipts.catch_up(SOON)

    assert (kept, early, caught) == ((1, 0), 0, (1, 0))
    assert state_of(message) == ("delivered" if delivered else "failed")
    assert Receipt.objects.get().message == message


def test_who_ordered_a_message_hears_once_that_it_was_delivered(monkeypatch):
    heard: list[tuple[list[str], str, datetime]] = []
    monkeypatch.setattr(followers, "_followers", {"test:": lambda *told: heard.append(told)})
    message = sent()
    heard.clear()

    for _twice in range(2):
        receipts.take("fake", [report(message, delivered=True)], at=SOON)

    assert heard == [(["test:1"], "delivered", SOON)]


@pytest.mark.parametrize("lease", [{}, {"state": "claimed", "lease": UUID(int=1), "lease_until": SOON}])
def test_an_unknown_message_that_arrived_is_not_sent_again_even_if_a_person_has_just_said_so(lease):
    message = sent(answer=lambda _letter: Unknown("?"))
    told = report(message, delivered=True)
    settle(message, Decision.AGAIN, by=make.user(), at=SOON)
    Message.objects.update(**lease or {"state": "pending"})

    receipts.take("fake", [told], at=SOON)

    assert state_of(message) == "delivered"
    assert send_due(at=SOON).counts == {}


def test_that_an_attempt_failed_says_nothing_of_the_one_after_it():
    message = sent(answer=lambda _letter: Unknown("?"))
    told = report(message, delivered=False)
    settle(message, Decision.AGAIN, by=make.user(), at=SOON)
    with by(Fake(lambda _letter: Accepted("second"))):
        send_due(at=SOON)

    receipts.take("fake", [told], at=SOON)

    assert state_of(message) == "accepted"


def test_a_number_on_the_providers_list_is_written_to_no_more():
    message = sent()

    receipts.take("fake", [report(message, delivered=False, code="MOBILE_IN_BLACK")], at=SOON)

    held = Suppression.objects.get()
    assert (held.address, held.source, held.purpose) == (message.address, "provider", "")


def test_whoever_writes_td_hears_no_more_and_all_who_know_the_number_are_told(monkeypatch):
    told: list[tuple[refusals.Refusal, datetime]] = []
    monkeypatch.setattr(refusals, "_listeners", [lambda *refusal: told.append(refusal)])
    outlet = make.outlet()
    post([draft(outlet, 1, address="13800138000"), draft(outlet, 2, address="13800138001")], at=AT)
    td = Answer("1", "+86 138 0013 8000", " ＴＤ ", AT)
    thanks = Answer("2", "13800138001", "谢谢", AT)

    new = [replies.take("fake", [td, thanks], at=AT) for _twice in range(2)]
    counts = send_due(at=AT).counts

    assert new == [2, 0]
    assert counts == {"skipped": 1, "accepted": 1}
    assert [(each.address, each.refuses) for each in Reply.objects.order_by("key")] == [
        ("13800138000", True),
        ("13800138001", False),
    ]
    [(refusal, at)] = told
    assert (refusal.address, refusal.source, refusal.proof, at) == ("13800138000", "reply", " ＴＤ ", AT)
