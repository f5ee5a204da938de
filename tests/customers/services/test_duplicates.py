import pytest

from customers.models import Contact, DuplicatePair
from customers.rules.duplicates import Reason
from customers.services.duplicates import facts, likely
from customers.services.searching import refresh
from tests import make

pytestmark = pytest.mark.django_db


def searchable(customer, *contact_phones):
    for phone in contact_phones:
        Contact.objects.create(customer=customer, outlet=customer.outlet, name="王芳", phone=phone)
    refresh([customer.pk])
    return customer


def test_likely_tells_the_likeliest_first_and_only_this_outlets(django_assert_num_queries):
    outlet = make.outlet()
    same = searchable(make.customer(outlet, name="深圳市华强电子有限公司", phone="13800138000"))
    boss = searchable(make.customer(outlet, name="王芳"), "13800138000")
    searchable(make.customer(outlet, name="李雷", phone="13900139000"))
    searchable(make.customer(name="深圳市华强电子有限公司", phone="13800138000"))
    searchable(make.customer(outlet, name="华强电子", state="anonymous"))

    with django_assert_num_queries(1):
        found = likely(facts("华强电子", phone="+86 138-0013-8000"), outlet)

    assert [(one.customer, one.score, one.reasons) for one in found] == [
        (same, 100, (Reason.PHONE, Reason.NAME)),
        (boss, 50, (Reason.CONTACT,)),
    ]


def test_likely_is_silent_about_the_file_itself_and_what_was_said_to_differ():
    outlet = make.outlet()
    mine, other, third = (searchable(make.customer(outlet, name="华强电子")) for _ in range(3))
    DuplicatePair.objects.create(
        outlet=outlet, first=mine, second=other, score=55, state="different", found_at=make.NOON
    )

    assert [one.customer for one in likely(facts("华强电子"), outlet, besides=mine)] == [third]


def test_nothing_typed_is_like_nobody():
    outlet = make.outlet()
    searchable(make.customer(outlet, name=""))

    assert likely(facts(""), outlet) == []
