"""Who is greeted for a feast, how, and who is not and why."""

from datetime import timedelta

import pytest

from crm.accounts.roles import Role
from crm.outbox.models import Message
from crm.outbox.services.suppressing import suppress
from customers.models import (
    Consent,
    DateGreeting,
    DoNotGreet,
    Greeting,
    GreetingPlan,
    ImportantDate,
    ServiceLevel,
    Task,
)
from customers.services import greetings
from customers.services.date_greetings import greet_dates
from customers.services.greetings import draft_year, draw_up
from customers.services.tasks import open_task
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def levels():
    make.tiers_as_shipped()
    ServiceLevel.objects.filter(tier="A").update(greeting="call")
    ServiceLevel.objects.filter(tier__in="BC").update(greeting="sms")


def plan(feast: str = "national_day") -> GreetingPlan:
    return next(each for each in draft_year(2027, by=None, at=make.NOON) if each.feast == feast)


def says(customer, given=True, channel="sms", purpose="promotion", at=make.NOON, contact=None):
    own = {"customer": customer, "outlet": customer.outlet, "contact": contact}
    Consent.objects.create(**own, channel=channel, purpose=purpose, given=given, source="counter", at=at)


def silent(customer, until=None, **fields):
    told = {"reason": "mourning", "until": until, "noted_at": make.NOON, "noted_by": make.user(), **fields}
    DoNotGreet.objects.create(customer=customer, outlet=customer.outlet, **told)


def ways(drawn: GreetingPlan) -> dict[int, tuple[str, str]]:
    draw_up(drawn)
    return {each.customer_id: (each.way, each.reason) for each in Greeting.objects.filter(plan=drawn)}


def _agreed(**fields):
    customer = make.customer(**{"phone": "13800000001", **fields})
    says(customer)
    return customer


def _refused_later():
    customer = _agreed()
    says(customer, False, at=make.NOON + DAY)
    return customer


def _suppressed():
    suppress("sms", "13800000001", source="reply", proof="R", at=make.NOON)
    return _agreed()


def _by_email():
    customer = make.customer(phone="0755-27654321")
    make.contact(customer, email="a@example.com", main=True)
    says(customer, channel="email")
    return customer


def _called(**fields):
    customer = make.customer(**{"phone": "0755-27654321", **fields})
    make.standing(customer, "A")
    return customer


def _called_refused():
    customer = _called()
    says(customer, False, channel="call", purpose="notice")
    return customer


def _silent(**fields):
    customer = _agreed()
    silent(customer, **fields)
    return customer


def _troubled():
    customer = _agreed()
    open_task(customer, title="x", kind=Task.Kind.APOLOGY, role=Role.MANAGER, due_at=make.NOON, at=make.NOON)
    return customer


CASES = {
    "agreed": (_agreed, ("sms", "")),
    "never asked": (lambda: make.customer(phone="13800000001"), ("none", "no_consent")),
    "took it back": (_refused_later, ("none", "refused")),
    "number refused": (_suppressed, ("none", "refused")),
    "landline": (lambda: _agreed(phone="0755-27654321"), ("none", "no_address")),
    "e-mail instead": (_by_email, ("email", "")),
    "A is called": (_called, ("call", "")),
    "A wants no calls": (_called_refused, ("none", "refused")),
    "A without a number": (lambda: _called(phone=""), ("none", "no_address")),
    "in mourning": (_silent, ("none", "dont_greet")),
    "mourning ends before": (lambda: _silent(until=make.NOON.date()), ("sms", "")),
    "mourning was ended": (lambda: _silent(ended_at=make.NOON), ("sms", "")),
    "an apology is owed": (_troubled, ("none", "trouble")),
}


@pytest.mark.parametrize("case", CASES)
def test_how_a_customer_is_greeted_or_why_not(case, levels):
    build, expected = CASES[case]
    customer = build()

    assert ways(plan())[customer.pk] == expected


def test_a_person_is_greeted_once_whatever_the_outlets_call_it(levels):
    called, first, second, closed = _called(phone="13800000001"), _agreed(), _agreed(), _agreed(state="anonymous")
    other = _agreed(phone="13800000002")

    found = ways(plan())

    assert found[called.pk] == ("call", "")
    assert found[first.pk] == found[second.pk] == ("none", "same")
    assert found[other.pk] == ("sms", "")
    assert closed.pk not in found


def test_the_audience_is_cut_by_tier_and_by_the_last_parcel(levels):
    b, c = _agreed(), _agreed(phone="13800000002")
    make.standing(b, "B")
    drawn = plan()
    greetings.change_plan(drawn, {"tiers": ["B"]}, by=make.user(), at=make.NOON)
    assert ways(drawn) == {b.pk: ("sms", ""), c.pk: ("none", "tier")}

    greetings.change_plan(drawn, {"shipped_since": make.NOON.date()}, by=make.user(), at=make.NOON)
    assert ways(drawn) == {}


def test_birthdays_of_the_day_are_greeted_once_by_the_persons_own_word(levels):
    customer = _agreed()
    asked, left, silent_one = (
        make.contact(customer, name=name, phone=f"1390000000{place}") for place, name in enumerate(("甲", "乙", "丙"))
    )
    says(customer, False, contact=silent_one)
    left.left_on = make.NOON.date()
    left.save()
    today = {"customer": customer, "outlet": customer.outlet, "next_on": make.NOON.date(), "month": 11, "day": 18}
    for contact in (asked, left, silent_one):
        ImportantDate.objects.create(**today, kind="birthday", contact=contact)
    ImportantDate.objects.create(**today, kind="founding")

    assert greet_dates(make.at(7, 10)) == {"dates": 3, "messages": 2, "calls": 0}
    assert greet_dates(make.at(7, 40)) == {"dates": 0, "messages": 0, "calls": 0}

    sent = {each.address: each for each in Message.objects.all()}
    assert set(sent) == {asked.phone, customer.phone}
    assert sent[asked.phone].due_at == make.at(9)
    assert DateGreeting.objects.get(contact=asked).message == sent[asked.phone]
    assert DateGreeting.objects.get(contact=silent_one).reason == "refused"
