"""Stop buttons, and what a person decides about messages."""

from datetime import timedelta

import pytest

from crm.audit.models import AuditEntry
from crm.outbox.channels.base import Accepted, Refusal, Unknown
from crm.outbox.models import Message, SendingLimits
from crm.outbox.queries import oldest_due
from crm.outbox.services.limits import change_limits
from crm.outbox.services.periods import claim
from crm.outbox.services.posting import post
from crm.outbox.services.recovering import recover
from crm.outbox.services.sending import send_due
from crm.outbox.services.settling import Decision, settle
from crm.outbox.services.stopping import (
    go_on_with_all,
    go_on_with_batch,
    move_stopped,
    open_batch,
    stop_all,
    stop_batch,
)
from crm.shared.errors import Refused
from tests import make
from tests.crm.outbox.making import AT, Fake, by, draft

pytestmark = pytest.mark.django_db


def _states():
    return list(Message.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("stop", "go_on"),
    [
        (lambda batch, **who: stop_batch(batch, **who), lambda batch, **who: go_on_with_batch(batch, **who)),
        (lambda batch, **who: stop_all(**who), lambda batch, **who: go_on_with_all(**who)),
    ],
    ids=["batch", "all"],
)
def test_stop_holds_from_the_next_hand_over_on_and_loses_nothing(stop, go_on):
    outlet, who = make.outlet(), {"by": make.user(), "at": AT}
    batch = open_batch("spring", name="春节", **who)
    assert open_batch("spring", name="春节", **who) == batch
    post([draft(outlet, number, batch=batch) for number in range(5)], at=AT)

    def stopped_by_somebody(letter):
        if len(provider.asked) == 2:
            stop(batch, **who)
        return Accepted("x")

    with by(Fake(stopped_by_somebody)) as provider:
        send_due(at=AT)
        at_the_stop = len(provider.asked)
        move_stopped(AT)
        send_due(at=AT)
        with pytest.raises(Refused):
            stop(batch, **who)
        stopped = _states()
        batch.refresh_from_db()
        go_on(batch, **who)
        move_stopped(AT)
        send_due(at=AT)

    assert at_the_stop == 2
    assert stopped in (["accepted"] * 2 + ["skipped"] * 3, ["accepted"] * 2 + ["pending"] * 3)
    assert _states() == ["accepted"] * 5
    assert max(provider.took.values()) == 1
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"messages.stop", "messages.go_on"}


def test_a_stopped_batch_does_not_keep_others_waiting():
    outlet, who = make.outlet(), {"by": make.user(), "at": AT}
    batch = open_batch("spring", name="春节", **who)
    post([draft(outlet, 1, batch=batch, due_at=AT - timedelta(hours=3)), draft(outlet, 2)], at=AT)
    stop_batch(batch, **who)

    late = oldest_due(AT)
    send_due(at=AT)

    assert _states() == ["pending", "accepted"]
    assert late == AT - timedelta(hours=1)
    assert oldest_due(AT) is None


def test_what_a_worker_had_taken_up_is_set_aside_when_it_is_given_back():
    who = {"by": make.user(), "at": AT}
    batch = open_batch("spring", name="春节", **who)
    post([draft(make.outlet(), batch=batch)], at=AT)
    Message.objects.update(state="claimed", lease=make.event_id(), lease_until=AT)
    stop_batch(batch, **who)

    moved = [move_stopped(AT), recover(AT + timedelta(seconds=1)), move_stopped(AT), move_stopped(AT)]

    batch.refresh_from_db()
    assert (moved, batch.moving) == ([0, 1, 1, 0], False)
    assert Message.objects.get().skipped == Message.Skipped.STOPPED


@pytest.mark.parametrize(
    ("outcome", "decision", "state", "taken"),
    [
        (Unknown("?"), Decision.SENT, "accepted", 1),
        (Unknown("?"), Decision.AGAIN, "accepted", 2),
        (Unknown("?"), Decision.DROPPED, "skipped", 1),
        (Refusal(again=False, said="x"), Decision.AGAIN, "accepted", 1),
        (Refusal(again=False, said="x"), Decision.DROPPED, "skipped", 0),
    ],
)
def test_a_person_decides_what_no_machine_may(outcome, decision, state, taken):
    post([draft(make.outlet())], at=AT)
    person = make.user()

    with by(Fake(lambda letter: outcome)) as provider:
        send_due(at=AT)
        [message] = Message.objects.for_a_person()
        provider.answer = lambda letter: Accepted("x")
        settle(message, decision, by=person, at=AT)
        send_due(at=AT)

    message.refresh_from_db()
    assert (message.state, message.settled_as, message.settled_by) == (state, decision, person)
    assert sum(provider.took.values()) == taken
    assert not Message.objects.for_a_person().exists()
    with pytest.raises(Refused):
        settle(message, Decision.DROPPED, by=person, at=AT)


@pytest.mark.parametrize(
    ("outcome", "decision", "later"),
    [
        (Refusal(again=False, said="x"), Decision.SENT, timedelta(0)),
        (Unknown("?"), Decision.AGAIN, timedelta(days=1)),
    ],
)
def test_what_makes_no_sense_is_refused(outcome, decision, later):
    post([draft(make.outlet())], at=AT)
    with by(Fake(lambda letter: outcome)):
        send_due(at=AT)

    with pytest.raises(Refused):
        settle(Message.objects.get(), decision, by=make.user(), at=AT + later)


def test_limits_are_changed_in_the_open_and_never_beyond_the_law():
    by_whom = make.user()

    change_limits({"messages_a_day": 3, "yuan_a_day": 20000, "stopped_at": AT}, by=by_whom, at=AT)
    for wide in ({"promotion_from": make.at(7, 59).time()}, {"notice_until": make.at(7).time()}):
        with pytest.raises(Refused):
            change_limits(wide, by=by_whom, at=AT)

    limits = SendingLimits.objects.get()
    assert (limits.messages_a_day, limits.stopped_at, limits.promotion_from.hour) == (3, None, 8)
    assert AuditEntry.objects.get().detail == {"messages_a_day": ["2", "3"]}


def test_a_period_is_claimed_by_one():
    assert [claim("birthdays", "2026-11-18", AT) for _twice in range(2)] == [True, False]
    assert claim("birthdays", "2026-11-19", AT)
