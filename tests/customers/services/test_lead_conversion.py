from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from customers.models import Consent, Customer, Lead, VolumeNote
from customers.services.lead_conversion import win_lead
from customers.services.leads import Step, take_step
from outlets.access import OPERATOR
from shipments.models import Waybill
from shipments.services.waybills import Party, enter_waybills
from tests import make
from tests.shipments.services.test_waybills import new

pytestmark = pytest.mark.django_db
PHONE = "15400000001"


def ship(outlet, *phones, at=None, **told):
    waybills = [
        new(f"W{place:05d}", outlet, outlet, sender=Party("林小姐", phone, "示范路1号"), **told)
        for place, phone in enumerate(phones)
    ]
    return enter_waybills(waybills, access=OPERATOR, at=at or make.at(13))


def test_by_hand_a_lead_becomes_a_file_with_what_was_said():
    clerk = make.user(Role.SERVICE_CLERK, outlet := make.outlet())
    lead = make.lead(outlet, phone=PHONE, company="示例灯饰厂", consent_at=make.NOON, owner=clerk, source="event")

    lead = win_lead(lead, seen=1, by=clerk, at=make.at(13))

    customer = Customer.objects.get()
    assert (lead.state, lead.customer, lead.closed_at, lead.won_by) == ("won", customer, make.at(13), "")
    assert (customer.name, customer.phone, customer.kind, customer.source) == (
        *("示例灯饰厂", PHONE, "enterprise", "event"),
    )
    assert customer.contacts.get().name == lead.name
    assert Consent.objects.values_list("channel", "given", "at").get() == ("call", True, make.NOON)
    with pytest.raises(Refused):
        win_lead(lead, by=clerk, at=make.at(13))


def test_a_lead_whose_number_is_on_file_becomes_that_customer():
    lead = make.lead(outlet := make.outlet(), phone=PHONE)
    customer = make.customer(outlet, phone=PHONE)

    assert win_lead(lead, by=None, at=make.NOON).customer == customer
    assert Customer.objects.count() == 1


def test_who_has_no_outlet_or_is_lost_is_not_won():
    outlet = make.outlet()

    for lead in (make.lead(None), make.lead(outlet, state="lost")):
        with pytest.raises(Refused):
            win_lead(lead, by=None, at=make.NOON)
    with pytest.raises(Refused):
        win_lead(make.lead(outlet), customer=make.customer(), by=None, at=make.NOON)


def test_the_first_waybill_of_a_number_wins_its_lead_and_belongs_to_the_new_customer():
    outlet = make.outlet()
    lead, other = make.lead(outlet, phone=PHONE), make.lead(make.outlet(), phone=PHONE)
    tail = make.lead(outlet, phone="15500000001")

    ship(outlet, PHONE, "15400000002", PHONE, "+86 154 0000 0001")

    lead.refresh_from_db()
    assert (lead.state, lead.won_by, lead.closed_at) == ("won", "W00000", make.at(13))
    assert list(Waybill.objects.order_by("number").values_list("customer", flat=True)) == [
        *(lead.customer_id, None, lead.customer_id, lead.customer_id),
    ]
    assert VolumeNote.objects.get().parcels == 3
    assert set(Lead.objects.filter(pk__in=[other.pk, tail.pk]).values_list("state", flat=True)) == {"new"}


def test_a_waybill_that_names_a_customer_wins_the_lead_for_that_file():
    lead = make.lead(outlet := make.outlet(), phone=PHONE)
    customer = make.customer(outlet, code="K1", phone="15400000099")

    ship(outlet, PHONE, customer="K1")

    lead.refresh_from_db()
    assert (lead.customer, Customer.objects.count()) == (customer, 1)


def test_history_and_lost_leads_prove_nothing():
    outlet = make.outlet()
    make.lead(outlet, phone=PHONE)
    make.lead(outlet, phone="15400000002", state="lost")

    ship(outlet, PHONE, "15400000002", at=make.at(11))

    assert not Lead.objects.filter(state="won").exists()
    assert not Customer.objects.exists()


def test_a_batch_without_leads_costs_one_statement_more(django_assert_num_queries):
    outlet = make.outlet()
    make.lead(outlet, phone="15400000009")
    ship(outlet, "15400000001")

    with django_assert_num_queries(9):
        enter_waybills([new(f"V{n:05d}", outlet, outlet) for n in range(20)], access=OPERATOR, at=make.at(13))


@pytest.mark.django_db(transaction=True)
def test_converted_twice_at_once_there_is_one_customer():
    outlet = make.outlet()
    lead = make.lead(outlet, phone=PHONE)
    clerk, start = make.user(Role.SERVICE_CLERK, outlet), Barrier(3)

    def by_hand():
        win_lead(lead, by=clerk, at=make.at(13))

    def by_waybill():
        ship(outlet, PHONE)

    def lose():
        take_step(lead, Step("lost", lost_reason="price"), seen=1, by=clerk, at=make.at(13))

    def run(deed):
        start.wait()
        try:
            deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        said = [each for each in pool.map(run, (by_hand, by_waybill, lose)) if each]

    lead.refresh_from_db()
    files = Customer.objects.count()
    assert (lead.state, files) in {("won", 1), ("lost", 0)}
    assert set(said) <= {"lead_state", "lead_changed"}
    assert lead.steps.exclude(state="new").count() == 1
    if lead.state == "won":
        assert Waybill.objects.get().customer_id in {lead.customer_id, None}
