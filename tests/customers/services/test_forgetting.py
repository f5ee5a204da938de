"""Somebody who wants to be forgotten."""

import pytest

from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from customers.models import AddressBookEntry, Contact, Customer, CustomerDay, Merge, SearchEntry, Touch
from customers.services.contacts import add_contact
from customers.services.files import change_customer, open_customer
from customers.services.forgetting import anonymise
from customers.services.merging import merge
from shipments.models import Waybill
from tests import make

pytestmark = pytest.mark.django_db


def test_who_it_was_goes_and_what_was_shipped_stays():
    make.custom_field("wx", "text", personal=True)
    make.custom_field("size", "number")
    outlet, person = make.outlet(), make.user()
    row = open_customer(
        outlet, "C1", name="张三丰", phone="13912345678", address="科苑路15号", kind="person", goods="灯具",
        custom={"wx": "zhang88", "size": 3}, storage_needs="防潮", by=person, at=make.NOON,
    )  # fmt: skip
    add_contact(row, {"name": "李四", "phone": "13800000000", "taboos": "烟"}, by=person, at=make.NOON)
    Touch.objects.create(customer=row, outlet=outlet, kind="note", text="张三丰说…", at=make.NOON, by=person)
    CustomerDay.objects.create(customer=row, day=make.NOON.date(), outlet=outlet, parcels=7, yuan="70.00")
    waybill = make.waybill(origin=outlet, customer=row)

    anonymise(row, reason="asked", by=person, at=make.NOON)

    row.refresh_from_db()
    assert (row.name, row.phone, row.address, row.goods, row.custom) == ("已匿名", "", "", "灯具", {"size": 3})
    assert Contact.objects.values_list("name", "phone", "taboos").get() == ("已匿名", "", "")
    assert (Touch.objects.get().text, CustomerDay.objects.get().parcels) == ("", 7)
    assert Waybill.objects.get(pk=waybill.pk).customer == row
    assert not SearchEntry.objects.exists() and not AddressBookEntry.objects.filter(customer=row).exists()
    assert AuditEntry.objects.latest("pk").detail == {"reason": "asked"}
    with pytest.raises(Refused):
        change_customer(row, {"name": "张三丰"}, by=person, at=make.NOON)


def test_what_merges_have_written_down_goes_too_along_the_whole_chain():
    outlet, person = make.outlet(), make.user()
    first, second, last = (make.customer(outlet, name=name, phone=phone) for name, phone in NAMES)
    merge(second, first, by=person, at=make.NOON)
    merge(last, second, by=person, at=make.NOON)

    anonymise(Customer.objects.get(pk=last.pk), reason="asked", by=person, at=make.NOON)

    assert list(Merge.objects.values_list("before", "steps")) == [({}, [])] * 2
    assert set(Customer.objects.values_list("name", "phone")) == {("已匿名", "")}


NAMES = (("张三丰", "13912345678"), ("张三", "13912345679"), ("张丰", "13912345670"))
