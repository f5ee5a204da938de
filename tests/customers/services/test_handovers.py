import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from customers.models import AccountNeed, AddressBookEntry, CallbackAttempt, Customer, Handover, Task
from customers.queries.pointers import pointers_to
from customers.services.handovers import accept, decline, offer, take_back
from customers.services.searching import refresh
from outlets.models import Membership
from shipments.models import Waybill
from tests import make
from tests.customers.rows import one_of_each

pytestmark = pytest.mark.django_db


def offered(customer=None, **fields):
    customer = customer or make.customer()
    by = make.user(Role.MANAGER, customer.outlet)
    return offer(customer, fields.pop("to", None) or make.outlet(), "搬到那边去了", by=by, at=make.NOON)


def taker(handover):
    return make.user(Role.MANAGER, handover.to_outlet)


def test_a_file_goes_with_everything_that_belongs_to_it_when_the_other_accepts():
    customer = make.customer(phone="13800138000")
    giver, by = customer.outlet, make.user(Role.MANAGER, customer.outlet)
    one_of_each(customer, by)
    refresh([customer.pk])
    handover = offered(customer)

    accept(handover, by=taker(handover), at=make.NOON)

    customer.refresh_from_db()
    assert (customer.outlet, customer.keeper) == (handover.to_outlet, None)
    stayed = {
        pointer.name: set(pointer.rows(customer.pk).values_list("outlet", flat=True)) - {customer.outlet_id}
        for pointer in pointers_to(Customer)
        if any(field.name == "outlet" for field in pointer.model._meta.fields)
    }
    assert {name: left for name, left in stayed.items() if left} == {
        "customers.Handover.customer": {giver.pk},
        "customers.Customer.merged_into": {giver.pk},
        "customers.Lead.referrer": {giver.pk},
    }
    for grandchild in (AccountNeed, CallbackAttempt):
        assert grandchild.objects.get().outlet == customer.outlet
    assert Waybill.objects.get(customer=customer).origin == giver
    assert Task.objects.get(customer=customer).role == Role.MANAGER
    books = AddressBookEntry.objects.order_by("pk").values_list("outlet", "customer")
    assert list(books) == [(giver.pk, None), (customer.outlet_id, customer.pk)]
    acts = AuditEntry.objects.filter(subject=f"customers.customer:{customer.pk}").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == ["customer.handover_offer", "customer.handover_accepted"]


def test_a_code_that_the_taker_has_already_gets_the_givers_behind_it():
    mine = make.customer(code="K1")
    theirs = make.customer(code="K1")

    accept(offered(mine, to=theirs.outlet), by=make.user(), at=make.NOON)

    assert Customer.objects.get(pk=mine.pk).code == f"K1@{mine.outlet.code}"


@pytest.mark.parametrize("answer", ["decline", "take_back"])
def test_a_file_stays_when_it_is_declined_or_taken_back(answer):
    handover = offered()
    answers = {
        "decline": lambda: decline(handover, "不在我们区域", by=taker(handover), at=make.NOON),
        "take_back": lambda: take_back(handover, by=handover.offered_by, at=make.NOON),
    }

    answers[answer]()

    assert handover.customer.outlet == handover.outlet
    for again in answers.values():
        with pytest.raises(Refused) as refusal:
            again()
        assert refusal.value.code == "answered"
    with pytest.raises(Refused):
        accept(handover, by=taker(handover), at=make.NOON)
    offered(handover.customer)


def test_a_file_is_on_offer_once_and_not_to_its_own_outlet():
    handover = offered()

    with pytest.raises(Refused) as twice:
        offered(handover.customer)
    with pytest.raises(Refused) as own:
        offered(make.customer(handover.outlet), to=handover.outlet)

    assert (twice.value.code, own.value.code) == ("on_offer", "same_outlet")


def test_an_offer_of_a_file_that_is_gone_is_not_accepted():
    handover = offered()
    Customer.objects.filter(pk=handover.customer_id).update(state="anonymous")

    with pytest.raises(Refused):
        accept(handover, by=taker(handover), at=make.NOON)

    handover.refresh_from_db()
    assert handover.state == "offered"


def test_both_sides_see_an_offer_and_nobody_else():
    handover = offered()
    third = make.user(Role.MANAGER)

    seen = [
        person
        for person in (handover.offered_by, taker(handover), make.user(Role.CRG), third)
        if Handover.objects.visible_to(person).exists()
    ]

    assert len(seen) == 3 and third not in seen
    assert not Membership.objects.filter(user=third, outlet__in=[handover.outlet, handover.to_outlet]).exists()
