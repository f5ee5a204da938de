"""Messages from the first row to the provider's answer, through every death of a worker."""

import os
import random
from contextlib import suppress as ignoring
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.outbox import checks, followers
from crm.outbox.channels.base import Accepted, Refusal, Unknown
from crm.outbox.models import Attempt, Message, SpentDay, Suppression
from crm.outbox.rules.message_states import MAY_HAVE_ARRIVED
from crm.outbox.rules.provider_posts import Report
from crm.outbox.services import receipts
from crm.outbox.services.posting import post
from crm.outbox.services.recovering import NO_RECEIPT_AFTER, label_unreceipted, recover
from crm.outbox.services.sending import LEASE, TRIES, send_due
from crm.shared.errors import Refused
from tests import make
from tests.crm.outbox.making import AT, Death, Fake, by, draft, dying

#: As many sequences of sends, deaths and receipts are tried.
SEQUENCES = int(os.environ.get("SEQUENCES", "20"))
AFTER_LEASE = AT + LEASE + timedelta(seconds=30)


@pytest.mark.django_db
def test_a_message_is_posted_once_and_sent_once():
    outlet = make.outlet()

    posted = [post([draft(outlet)], at=AT) for _twice in range(2)]
    sent = [send_due(at=AT).counts for _twice in range(2)]

    message, attempt = Message.objects.get(), Attempt.objects.get()
    assert posted == [1, 0]
    assert sent == [{"accepted": 1}, {}]
    assert (message.state, message.segments, str(message.cost_yuan)) == ("accepted", 1, "0.045")
    assert (attempt.outcome, attempt.id.hex) == ("accepted", message.provider_id)


@pytest.mark.django_db
def test_a_draft_without_an_approved_text_is_refused():
    with pytest.raises(Refused):
        post([draft(make.outlet(), template="nothing")], at=AT)


@pytest.mark.django_db
def test_what_expires_before_it_is_due_is_not_drafted():
    with pytest.raises(ValueError, match="expires"):
        draft(make.outlet(), expires_at=AT - timedelta(1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "states", "asked"),
    [
        (Accepted("x"), ["accepted"] * 4, 1),
        (Refusal(again=True, said="busy"), ["pending", "pending", "dead", "dead"], TRIES),
        (Refusal(again=False, said="blacklisted", suppress=True), ["dead"] * 4, 1),
        (Unknown("timed out"), ["unknown"] * 4, 1),
    ],
)
def test_only_what_was_certainly_not_taken_is_tried_again(outcome, states, asked):
    post([draft(make.outlet())], at=AT)
    found = []

    with by(Fake(lambda letter: outcome)) as provider:
        for ring in range(4):
            send_due(at=AT + timedelta(minutes=15 * ring))
            found.append(Message.objects.get().state)

    assert found == states
    assert len(provider.asked) == Attempt.objects.count() == asked
    assert Message.objects.for_a_person().count() == (states[-1] in ("dead", "unknown"))
    assert Suppression.objects.count() == getattr(outcome, "suppress", False)
    assert SpentDay.objects.get().yuan == (0 if states[-1] == "dead" else Decimal("0.045"))


@pytest.mark.django_db
def test_a_provider_that_breaks_down_leaves_unknown_outcomes_and_the_others_go_on():
    outlet = make.outlet()
    post([draft(outlet, number) for number in range(3)], at=AT)

    def break_down(letter):
        if letter.address.endswith("1"):
            raise ZeroDivisionError
        return Accepted("x")

    with by(Fake(break_down)):
        with pytest.raises(ZeroDivisionError):
            send_due(at=AT)
        send_due(at=AT)

    assert list(Message.objects.order_by("key").values_list("state", flat=True)) == ["accepted", "unknown", "accepted"]


@pytest.mark.django_db
def test_followers_are_told_of_their_own_messages(monkeypatch):
    told = []
    monkeypatch.setattr(followers, "_followers", {"test:": lambda *news: told.append(news[:2])})
    outlet = make.outlet()
    post([draft(outlet, 1), draft(outlet, 2, key="other:1"), draft(outlet, 3, address="")], at=AT)

    send_due(at=AT)

    assert told == [(["test:3"], "skipped"), (["test:1"], "accepted")]


@pytest.mark.django_db
def test_a_worker_may_die_before_any_of_its_statements():
    """What it had claimed goes out after the lease; what it was handing over is unknown; nobody gets it twice."""
    outlet, died, after = make.outlet(), True, 0
    ends = set()
    while died:
        post([draft(outlet, 1000 + after)], at=AT)
        with by(Fake()) as provider:
            try:
                with dying(after):
                    send_due(at=AT)
                died = False
            except Death:
                pass
            recover(AFTER_LEASE)
            send_due(at=AFTER_LEASE)
        message = Message.objects.get(key=f"test:{1000 + after}")
        assert message.state in ("accepted", "unknown")
        assert max(provider.took.values(), default=0) <= 1
        assert provider.took or message.state == "unknown"
        ends.add((message.state, bool(provider.took)))
        after += 1

    assert after > 8
    assert ends == {("accepted", True), ("unknown", True), ("unknown", False)}


@pytest.mark.django_db
def test_a_worker_that_was_only_slow_makes_an_unknown_message_known_and_one_that_lost_its_lease_sends_nothing():
    post([draft(make.outlet())], at=AT)

    def be_slow(letter):
        recover(AFTER_LEASE)
        assert Message.objects.get().state == "unknown"
        assert send_due(at=AFTER_LEASE).total == 0
        return Accepted("x")

    with by(Fake(be_slow)) as provider:
        send_due(at=AT)

    assert Message.objects.get().state == "accepted"
    assert len(provider.asked) == 1


@pytest.mark.django_db
def test_a_message_that_breaks_its_workers_is_given_up_and_the_others_go_out(monkeypatch):
    outlet, begun, told = make.outlet(), [], []
    monkeypatch.setattr(followers, "_followers", {"test:": lambda *news: told.append(news[:2])})
    monkeypatch.setattr(checks, "registered", [])
    post([draft(outlet, number) for number in range(5)], at=AT)

    @checks.register
    def break_down(messages, at):
        begun.append(len(messages))
        return {each.pk: 1 / 0 for each in messages if each.key == "test:2"}

    for ring in range(4):
        at = AT + ring * (LEASE + timedelta(seconds=10))
        recover(at)
        for _worker in range(5):
            with ignoring(ZeroDivisionError):
                send_due(at=at)

    assert dict(Message.objects.values_list("key", "state")) == {
        **{f"test:{number}": "accepted" for number in (0, 1, 3, 4)},
        "test:2": "dead",
    }
    assert (["test:2"], "dead") in told
    assert begun == [5, 1, 1, 1, 1, 1, 1]


@pytest.mark.django_db
def test_without_a_receipt_a_message_was_accepted_and_no_more():
    post([draft(make.outlet())], at=AT)
    send_due(at=AT)

    labelled = [label_unreceipted(AT + NO_RECEIPT_AFTER + timedelta(seconds=s)) for s in (-1, 30, 30)]

    assert labelled == [0, 1, 0]
    assert Message.objects.get().state == "unreceipted"


class AnyOrder(TestCase):
    """The property of the whole: whatever happens in whatever order, a provider takes a message once at most."""

    @settings(max_examples=SEQUENCES, deadline=None)
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("send"), st.sampled_from(["take", "refuse", "lose", "break"])),
                st.tuples(st.just("die"), st.integers(0, 14)),
                st.tuples(st.just("wait"), st.sampled_from([1, 61, 150, 700])),
                st.tuples(st.just("recover"), st.none()),
                st.tuples(st.just("receipt"), st.booleans()),
            ),
            max_size=14,
        ),
        st.randoms(use_true_random=False),
    )
    def test_no_sequence_of_sends_deaths_and_receipts_sends_twice(self, steps, chance: random.Random):
        outlet, at, provider = make.outlet(), AT, Fake(together=chance.choice([1, 2]))
        post([draft(outlet, number) for number in range(4)], at=AT)
        answers = {
            "take": lambda letter: Accepted(letter.reference.hex),
            "refuse": lambda letter: Refusal(again=True, said="busy"),
            "lose": lambda letter: Unknown("timed out"),
            "break": lambda letter: 1 / 0,
        }
        with by(provider):
            for step, what in steps:
                match step:
                    case "send":
                        provider.answer = answers[what]
                        with ignoring(ZeroDivisionError):
                            send_due(at=at)
                    case "die":
                        with ignoring(Death), dying(what):
                            send_due(at=at)
                    case "wait":
                        at += timedelta(seconds=what)
                    case "recover":
                        recover(at)
                    case "receipt" if provider.asked:
                        about = chance.choice(provider.asked)
                        told = Report(about.reference.hex, what, "", at, about.reference)
                        receipts.take("fake", [told] if provider.took[about.address] else [], at=at)
            assert max(provider.took.values(), default=0) <= 1
            provider.answer = answers["take"]
            for _ring in range(4):
                at += timedelta(minutes=15)
                recover(at)
                send_due(at=at)
        assert max(provider.took.values(), default=0) <= 1
        left = Message.objects.exclude(state__in=[*MAY_HAVE_ARRIVED, "dead"])
        assert list(left) == []
        assert not Message.objects.filter(state="submitting").exists()
        assert not Message.objects.filter(attempts__gt=TRIES).exists()
