import pytest

from crm.accounts.roles import Role
from customers.models import AddressBookEntry
from customers.queries.address_book import parties_like
from customers.services.address_book import Contact, remember
from customers.services.files import change_customer, open_customer
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    return make.outlet()


def known(outlet, *names, phone="1380013{:04d}"):
    contacts = [Contact(outlet.pk, name, phone.format(place), "东莞市虎门镇1号") for place, name in enumerate(names)]
    remember(contacts, at=make.NOON)


def found(typed, outlet, user=None):
    user = user or make.user(Role.WAYBILL_CLERK, outlet)
    return [entry.name for entry in parties_like(typed, user=user, outlet_id=outlet.pk)]


def test_a_party_is_remembered_once_with_its_newest_address(outlet):
    remember([Contact(outlet.pk, "陈晓", "+86 138-0013-8000", "旧址")], at=make.at(8))
    remember([Contact(outlet.pk, "陈晓", "１３８００１３８０００", "新址")] * 2, at=make.at(9))
    remember([Contact(outlet.pk, "陈晓", "13800138000", "")], at=make.at(7))

    entry = AddressBookEntry.objects.get()
    assert (entry.phone, entry.phone_tail, entry.address, entry.uses) == ("13800138000", "8000", "新址", 3)
    assert (entry.pinyin, entry.initials, entry.used_at) == ("chenxiao", "cx", make.at(9))


def test_who_cannot_be_found_again_is_passed_over(outlet):
    assert remember([Contact(outlet.pk, "无", "12", ""), Contact(outlet.pk, "", "13800138000", "")], at=make.NOON) == 0
    assert remember([], at=make.NOON) == 0


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("0001", ["欧阳明"]),
        ("０００１", ["欧阳明"]),
        ("001", ["欧阳明"]),
        ("13800130002", ["虎门示例五金厂"]),
        ("1380013", ["虎门示例五金厂", "欧阳明", "陈晓"]),
        ("hmsl", ["虎门示例五金厂"]),
        ("ＨＭ", ["虎门示例五金厂"]),
        ("ouyang", ["欧阳明"]),
        ("陈", []),
        ("陈晓", ["陈晓"]),
        ("五金", []),
        ("%%", []),
        ("\x00\x00", []),
        ("x" * 10_000, []),
    ],
)
def test_what_is_typed_finds_whom_it_means(outlet, typed, names):
    known(outlet, "陈晓", "欧阳明", "虎门示例五金厂")

    assert found(typed, outlet) == names


def test_nobody_looks_into_a_neighbours_book(outlet):
    known(outlet, "陈晓")

    assert found("陈晓", outlet, make.user(Role.WAYBILL_CLERK)) == []
    assert found("陈晓", outlet, make.user(Role.OPERATIONS)) == ["陈晓"]


def test_a_customer_file_stands_in_the_book(outlet):
    customer = open_customer(outlet, "C1", name="光明电子", phone="0755-27654321", address="光明区", at=make.NOON)
    change_customer(customer, {"address": "南山区"}, by=make.user(), at=make.NOON)

    entry = AddressBookEntry.objects.get()
    assert (entry.customer, entry.address, entry.uses) == (customer, "南山区", 0)


def test_one_query_however_long_the_book_is(outlet, django_assert_num_queries):
    user = make.user(Role.WAYBILL_CLERK, outlet)
    for rows in (1, 3, 300):
        known(outlet, *(f"陈{number}" for number in range(rows)))
        parties = list(parties_like("c1", user=user, outlet_id=outlet.pk))
        with django_assert_num_queries(1):
            parties = list(parties_like("c1", user=user, outlet_id=outlet.pk))
    assert len(parties) == 8
