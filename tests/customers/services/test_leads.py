from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.sentences import told
from customers.models import Lead, Task
from customers.services.joining import ask
from customers.services.leads import (
    LeadChanged,
    LeadExists,
    NewLead,
    Step,
    assign_lead,
    change_lead,
    open_lead,
    take_step,
)
from tests import make

pytestmark = pytest.mark.django_db
HUMEN = {"city": "东莞市", "town": "虎门镇"}


def new(**told):
    return NewLead(**{"source": "call", "name": "林小姐", "phone": "15400000001", **told})


def test_a_lead_goes_to_the_outlet_that_serves_its_address_else_to_the_queue():
    outlet = make.outlet()
    make.area(outlet, **HUMEN)

    served = open_lead(new(address="东莞市虎门镇示范路1号"), outlet=None, by=None, at=make.NOON)
    queued = open_lead(new(address="天边"), outlet=None, by=None, at=make.NOON)

    assert (served.outlet, served.next_step_at, served.state) == (outlet, make.at(14), "new")
    assert queued.outlet is None
    assert [step.state for step in served.steps.all()] == ["new"]


def test_a_number_has_one_open_lead_at_a_place_and_may_come_again_when_it_is_closed():
    outlet = make.outlet()
    first = open_lead(new(), outlet=outlet, by=None, at=make.NOON)

    with pytest.raises(LeadExists):
        open_lead(new(), outlet=outlet, by=None, at=make.NOON)
    open_lead(new(), outlet=make.outlet(), by=None, at=make.NOON)
    take_step(first, Step("lost", lost_reason="price"), by=None, at=make.NOON)
    open_lead(new(), outlet=outlet, by=None, at=make.NOON)

    assert Lead.objects.filter(outlet=outlet).count() == 2


def test_steps_are_kept_and_say_when_the_next_one_is_due():
    outlet = make.outlet()
    clerk = make.user(Role.SERVICE_CLERK, outlet)
    lead = make.lead(outlet)

    lead = take_step(lead, Step("new", note="无人接听"), seen=1, by=clerk, at=make.NOON)
    assert (lead.state, lead.next_step_at, lead.owner) == ("new", make.at(12, day=19), clerk)
    lead = take_step(lead, Step("quoted", next_step_at=make.at(10, day=25)), seen=2, by=clerk, at=make.NOON)
    assert (lead.state, lead.next_step_at) == ("quoted", make.at(10, day=25))
    lead = take_step(lead, Step("lost", lost_reason="price"), by=clerk, at=make.NOON)
    assert (lead.lost_reason, lead.closed_at, lead.next_step_at) == ("price", make.NOON, None)
    lead = take_step(lead, Step("contacted"), by=clerk, at=make.NOON)
    assert (lead.lost_reason, lead.closed_at, lead.next_step_at) == ("", None, make.at(12, day=20))

    assert [step.state for step in lead.steps.all()] == ["new", "new", "quoted", "lost", "contacted"]
    assert lead.version == 5


def test_what_the_states_forbid_is_refused_and_so_is_whoever_saw_an_older_lead():
    lead = make.lead(make.outlet(), state="quoted")

    for step in (Step("contacted"), Step("won"), Step("lost"), Step("quoted", lost_reason="price")):
        with pytest.raises(Refused):
            take_step(lead, step, by=None, at=make.NOON)
    with pytest.raises(LeadChanged):
        take_step(lead, Step("lost", lost_reason="price"), seen=9, by=None, at=make.NOON)
    assert Lead.objects.get().state == "quoted"


def test_headquarters_give_a_lead_away_and_it_has_no_owner_there():
    outlet, hq = make.outlet(name="虎门网点"), make.user(Role.CRG)
    lead = make.lead(None, phone="15400000009")
    make.lead(other := make.outlet(), phone="15400000009")

    with pytest.raises(LeadExists):
        assign_lead(lead, other, by=hq, at=make.NOON)
    assign_lead(lead, outlet, seen=1, by=hq, at=make.NOON)

    lead.refresh_from_db()
    assert (lead.outlet, lead.owner, lead.version) == (outlet, None, 2)
    assert {step.outlet for step in lead.steps.all()} == {outlet}
    with pytest.raises(Refused):
        assign_lead(make.lead(outlet, state="lost"), None, by=hq, at=make.NOON)


def test_what_is_written_about_an_open_lead_can_be_corrected():
    lead = make.lead(make.outlet())

    changed = change_lead(lead, {"need": "每天十件", "name": lead.name}, seen=1, by=None, at=make.NOON)

    assert (changed.need, changed.version) == ("每天十件", 2)
    with pytest.raises(Refused):
        change_lead(make.lead(lead.outlet, state="lost"), {"need": "x"}, by=None, at=make.NOON)


def test_a_stranger_a_waiting_lead_and_a_customer_who_ask_all_reach_somebody():
    outlet = make.outlet()
    make.area(outlet, **HUMEN)
    customer = make.customer(outlet, phone="15400000002")
    wish = {"address": "东莞市虎门镇", "consent_at": make.NOON, "need": "每天十件"}

    became = [
        ask(new(phone=phone, **wish), at=make.NOON + timedelta(minutes=minute)).became
        for minute, phone in enumerate(["15400000001", "15400000001", "15400000002", "15400000002"])
    ]

    assert became == ["lead", "again", "customer", "customer"]
    lead = Lead.objects.get()
    assert (lead.source, lead.consent_at, lead.next_step_at) == ("web", make.NOON, make.at(14))
    assert [told(step.note) for step in lead.steps.all()] == ["", "再次咨询：每天十件"]
    assert Task.objects.get().customer == customer


def test_a_lead_of_an_event_says_so_and_goes_to_the_outlet_that_held_it():
    event = make.lead_event(make.outlet())

    ask(new(event=event), at=make.NOON)

    assert Lead.objects.values_list("source", "event", "outlet").get() == ("event", event.pk, event.outlet_id)


@pytest.mark.parametrize(
    "told",
    [
        {"state": "lost", "closed_at": make.NOON, "next_step_at": None},
        {"lost_reason": "price"},
        {"closed_at": make.NOON},
        {"next_step_at": None},
    ],
)
def test_what_must_never_be_false(told):
    lead = make.lead(make.outlet())

    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(**told)
