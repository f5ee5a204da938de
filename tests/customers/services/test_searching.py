"""What customers are found by follows their files; nobody finds another outlet's."""

import pytest

from crm.accounts.roles import Role
from customers.models import Contact, Customer, SearchEntry
from customers.queries.search import customers_like
from customers.services.searching import refresh, refresh_missing
from tests import make

pytestmark = pytest.mark.django_db


def names(typed, user):
    rows = Customer.objects.current().visible_to(user)
    return set(customers_like(typed, user, rows).values_list("name", flat=True))


def test_each_sees_what_the_own_outlet_keeps():
    mine, theirs = make.outlet(), make.outlet()
    make.customer(mine, name="东海五金", address="虎门镇")
    make.customer(theirs, name="东海塑胶", phone="13800138000")
    assert refresh_missing() == 2
    clerk, office = make.user(Role.SERVICE_CLERK, mine), make.user(Role.CRG)
    make.member(manager := make.user(Role.MANAGER, mine), Role.MANAGER, theirs)

    assert [names("dh", each) for each in (clerk, manager, office)] == [{"东海五金"}, *[{"东海五金", "东海塑胶"}] * 2]
    assert names("13800138000", clerk) == set()
    assert names("8000", office) == names("东海 塑胶", office) == {"东海塑胶"}
    assert names("虎门", clerk) == {"东海五金"}
    assert names("龘", clerk) == {"东海五金"}  # one character means nothing yet
    assert names("龘靐", clerk) == set()
    assert refresh_missing() == 0


def test_entries_follow_name_contacts_outlet_and_state():
    customer = make.customer(name="东海五金")
    user = make.user(Role.CRG)
    Contact.objects.create(customer=customer, outlet=customer.outlet, name="李雷", phone="13900139000")

    refresh([customer.pk])
    assert names("lilei", user) == names("13900139000", user) == {"东海五金"}

    elsewhere = make.outlet()
    Customer.objects.filter(pk=customer.pk).update(name="西山五金", outlet=elsewhere)
    customer.contacts.update(left_on=make.NOON.date())
    refresh([customer.pk])
    assert names("lilei", user) == names("东海", user) == set()
    assert names("xs", make.user(Role.COURIER, elsewhere)) == {"西山五金"}

    Customer.objects.filter(pk=customer.pk).update(state="anonymous")
    refresh([customer.pk])
    assert not SearchEntry.objects.exists()
