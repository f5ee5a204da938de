"""A plan's life: proposed by one, approved by another, started once, stopped; and what is asked when it is sent."""

from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.outbox.models import Message
from crm.outbox.services.sending import send_due
from crm.shared.errors import Refused
from customers.models import Consent, Greeting, GreetingPlan, ServiceLevel, Task
from customers.queries.greetings import result, tally
from customers.services import greetings
from customers.services.silences import be_silent, end_silence
from tests import make
from tests.crm.outbox.making import Fake, by

pytestmark = pytest.mark.django_db
NINE = make.NOON - timedelta(hours=3)


@pytest.fixture
def people():
    """Two of one number who agree, one of another, one who is called, one who never said a word."""
    make.tiers_as_shipped()
    ServiceLevel.objects.filter(tier="A").update(greeting="call")
    phones = ("13800000001", "13800000001", "13800000002", "13800000003", "13800000004")
    found = [make.customer(phone=phone) for phone in phones]
    for customer in found[:3]:
        told = {"customer": customer, "outlet": customer.outlet, "channel": "sms", "purpose": "promotion"}
        Consent.objects.create(**told, given=True, source="counter", at=make.NOON)
    make.standing(found[3], "A")
    return found


@pytest.fixture
def approved(people):
    """A feast of tomorrow, greeted today."""
    by_, at = make.user(Role.CRG), NINE - timedelta(days=2)
    plan = greetings.draft_year(2027, by=by_, at=at)[0]
    window = {"send_from": NINE, "send_until": NINE + timedelta(hours=30)}
    plan = greetings.change_plan(plan, window, by=by_, at=at)
    greetings.draw_up(plan)
    greetings.propose(plan, by=by_, at=at)
    return greetings.approve(plan, by=make.user(Role.EXECUTIVE), at=at)


def test_next_years_plans_are_drafted_once_and_what_was_thrown_away_stays_away():
    november = make.NOON
    assert greetings.draft_next_plans(november - timedelta(days=40)) == 0
    assert greetings.draft_next_plans(november) == 9
    greetings.discard(GreetingPlan.objects.get(feast="womens_day"), by=make.user(), at=november)
    assert greetings.draft_next_plans(november) == 0
    assert len(greetings.draft_year(2027, by=None, at=november)) == 1


def test_two_persons_and_a_list_of_people_are_needed(people):
    one, other = make.user(Role.CRG), make.user(Role.CRG)
    plan = greetings.draft_year(2027, by=one, at=make.NOON)[0]
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "no_list"):
        greetings.propose(plan, by=one, at=make.NOON)

    greetings.draw_up(plan)
    greetings.propose(plan, by=one, at=make.NOON)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "own_proposal"):
        greetings.approve(plan, by=one, at=make.NOON)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "plan_state"):
        greetings.start(plan, by=one, at=make.NOON)
    greetings.approve(plan, by=other, at=make.NOON)
    greetings.take_back(plan, by=other, at=make.NOON)
    changed = greetings.change_plan(plan, {"tiers": ["A"]}, by=one, at=make.NOON)

    assert (changed.state, changed.proposed_by, Greeting.objects.exists()) == ("draft", None, False)


def test_started_twice_everybody_has_one_message_or_call(approved, people):
    boss = make.user(Role.EXECUTIVE)
    for _press in range(2):
        greetings.start(approved, by=boss, at=NINE)
    greetings.post_greetings(NINE)
    with by(Fake()) as provider:
        send_due(at=NINE)

    assert sorted(letter.address for letter in provider.asked) == ["13800000001", "13800000002"]
    assert [task.customer for task in Task.objects.filter(kind="greeting")] == [people[3]]
    told = tally(approved, boss)
    assert (told.total, told.greeted, dict(told.reasons())) == (5, 3, {"same": 1, "no_consent": 1})
    came = result(GreetingPlan.objects.get(pk=approved.pk), boss)
    assert (came.posted, came.accepted, came.calls, came.called) == (2, 2, 1, 0)
    assert {each.message.state for each in Greeting.objects.filter(way="sms")} == {"accepted"}

    greetings.post_greetings(approved.send_until)
    assert GreetingPlan.objects.get(pk=approved.pk).state == "ended"


def test_what_was_said_after_approval_counts(approved, people):
    first, _same, third = people[:3]
    greetings.start(approved, by=make.user(Role.EXECUTIVE), at=NINE)
    silence = be_silent(first, "mourning", by=make.user(), at=NINE)
    told = {"customer": third, "outlet": third.outlet, "channel": "sms", "purpose": "promotion"}
    Consent.objects.create(**told, given=False, source="reply", at=make.NOON)
    notice = make.message(first.outlet, subject=f"customer:{first.pk}", address="13800000001")
    with by(Fake()) as provider:
        send_due(at=make.NOON)

    states = dict(Message.objects.filter(batch__isnull=False).values_list("subject", "skipped"))
    assert states == {f"customer:{first.pk}": "held", f"customer:{third.pk}": "opted_out"}
    notice.refresh_from_db()
    assert [letter.address for letter in provider.asked] == ["13800000001"]
    assert notice.state == "accepted"
    end_silence(silence, by=make.user(), at=NINE)
    with pytest.raises(Refused):
        end_silence(silence, by=make.user(), at=NINE)


def test_stopped_nothing_goes_out_and_calls_are_off_until_it_goes_on(approved):
    boss = make.user(Role.EXECUTIVE)
    greetings.start(approved, by=boss, at=NINE)
    greetings.stop(approved, by=boss, at=NINE)
    with by(Fake()) as provider:
        send_due(at=NINE + timedelta(seconds=5))
        assert provider.asked == []
        assert Task.objects.get(kind="greeting").done_at is not None

        greetings.go_on(approved, by=boss, at=make.NOON)
        send_due(at=make.NOON)
    assert len(provider.asked) == 2
    assert Task.objects.get(kind="greeting").done_at is None
