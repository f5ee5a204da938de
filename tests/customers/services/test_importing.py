"""Customers from a file: opened, changed, left alone, refused; taken back again; their counts always sum."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from crm.accounts.roles import Role
from crm.imports.models import ImportFile
from crm.imports.queries import Tally, tally_of, undone_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from crm.imports.services.undoing import start_undo
from customers.imports.customers import CUSTOMERS
from customers.models import AddressBookEntry, Contact, Customer, CustomField, SearchEntry, Source, Touch
from customers.services.files import change_customer
from tests import make

pytestmark = pytest.mark.django_db

HEADER = "编号,客户名称,类型,电话,地址,联系人,联系人电话,注册资金,安全协议到期日期,等级"
FILE = f"""{HEADER}
C1,东海五金,企业,１３８ 0013 8000,虎门镇连升路18号,陈晓,+86 139-0000-0001,"1,000.50",2027/3/1,金
C2,南山茶行,个人,0769-85001234,,,,,,银
,李四,个人,13700000002,,,,,,
C3,海丰,企业,1.38E+10,,,,,,
C4,,企业,,,,,,,
C1,重复,企业,,,,,,,
C5,坏日子,企业,,,,,,2027-02-30,
C6,坏等级,企业,,,,,,,铜
C7,同号,企业,13800138000,,,,,,
"""


@pytest.fixture
def manager():
    person = make.user(Role.MANAGER)
    CustomField.objects.create(code="grade", label="等级", type="choice", choices=["金", "银"])
    return person


def staged(text: str | bytes, by: object, *, commit: bool = True) -> ImportFile:
    content = text.encode() if isinstance(text, str) else text
    file = advance(stage_file(content, "c.csv", importer=CUSTOMERS, by=by, at=make.NOON).pk, at=make.NOON)
    if commit:
        start_commit(file, whole=False, by=by, at=make.NOON)
        file = advance(file.pk, at=make.NOON)
    assert tally_of(file).total == file.rows
    return file


def undone(file: ImportFile) -> ImportFile:
    start_undo(file, by=file.uploaded_by, at=make.NOON)
    return advance(file.pk, at=make.NOON)


def card(code: str) -> Customer:
    return Customer.objects.get(code=code)


def test_rows_are_opened_with_all_that_they_say_and_refused_with_a_reason(manager):
    file = staged(FILE, manager)

    assert tally_of(file) == Tally(created=4, refused=5)
    refusals = file.journal.filter(outcome="refused").values_list("line", "field", "code")
    assert list(refusals) == [
        (5, "phone", "scientific"),
        (6, "name", "required"),
        (7, "code", "repeated"),
        (8, "safety_agreement_until", "not_a_day"),
        (9, "custom.grade", "custom_not_a_choice"),
    ]
    one = card("C1")
    assert (one.name, one.phone, one.source, one.custom, one.version) == (
        *("东海五金", "13800138000", Source.IMPORT, {"grade": "金"}, 1),
    )
    assert (one.profile.registered_capital, one.profile.safety_agreement_until) == (
        *(Decimal("1000.50"), date(2027, 3, 1)),
    )
    assert list(one.contacts.values_list("name", "phone", "main")) == [("陈晓", "13900000001", True)]
    assert SearchEntry.objects.filter(customer=one, terms__contains=["n:东海"]).exists()
    assert AddressBookEntry.objects.get(name="东海五金").customer == one
    assert Customer.objects.get(name="李四").code.startswith("K")
    assert file.journal.get(line=10).code == "phone_known"


def test_the_same_file_again_changes_nothing(manager):
    staged(FILE, manager)

    assert tally_of(staged(FILE, manager)) == Tally(unchanged=4, refused=5)


def test_a_changed_row_changes_only_what_it_says_and_is_taken_back(manager):
    staged(FILE, manager)
    before = {one.code: (one.name, one.phone, one.custom) for one in Customer.objects.all()}

    file = staged("编号,客户名称,联系人,注册资金,等级\nC1,东海五金行,陈大晓,2000,\nC2,南山茶行,王五,,金\n", manager)

    assert tally_of(file) == Tally(updated=2)
    one, two = card("C1"), card("C2")
    assert (one.name, one.phone, one.custom, one.version) == ("东海五金行", "13800138000", {"grade": "金"}, 2)
    assert (one.profile.registered_capital, one.contacts.get().name) == (2000, "陈大晓")
    assert two.contacts.get().name == "王五"
    file = undone(file)
    assert (file.state, undone_of(file).undone, undone_of(file).kept) == ("undone", 2, 0)
    assert {one.code: (one.name, one.phone, one.custom) for one in Customer.objects.all()} == before
    assert (card("C1").profile.registered_capital, card("C1").contacts.get().name) == (Decimal("1000.50"), "陈晓")
    assert not card("C2").contacts.exists()
    assert not SearchEntry.objects.filter(terms__contains=["n:金行"]).exists()


def test_what_was_edited_or_used_since_is_left_and_listed(manager):
    file = staged(FILE, manager)
    change_customer(card("C1"), {"industry": "五金"}, by=manager, at=make.NOON)
    two = card("C2")
    Touch.objects.create(customer=two, outlet=two.outlet, kind="note", text="x", at=make.NOON, by=manager)
    Contact.objects.create(customer=card("C7"), outlet=two.outlet, name="新来的")

    file = undone(file)

    left = {row.line: row.undo_code for row in file.journal.filter(undo="kept")}
    assert left == {2: "edited_since", 3: "in_use", 10: "edited_since"}
    assert undone_of(file).undone + undone_of(file).kept == tally_of(file).written == 4
    assert set(Customer.objects.values_list("code", flat=True)) == {"C1", "C2", "C7"}
    connection.check_constraints()


def test_thousands_are_taken_back_though_the_worker_dies_between(manager, django_assert_max_num_queries):
    rows = "".join(f"N{number},客户{number},1370{number:07d}\n" for number in range(4500))
    file = staged("编号,客户名称,电话\n" + rows, manager)
    start_undo(file, by=manager, at=make.NOON)

    halfway = advance(file.pk, at=make.NOON, chunks=1)
    assert (halfway.state, Customer.objects.count()) == ("undoing", 2500)

    with django_assert_max_num_queries(150):
        file = advance(file.pk, at=make.NOON)
    assert (file.state, undone_of(file).undone, Customer.objects.count()) == ("undone", 4500, 0)


def test_managers_import_for_the_own_outlet_and_headquarters_for_any(manager):
    other = make.outlet()
    text = f"网点,编号,客户名称\n{other.code},C1,甲\n,C2,乙\n"

    assert list(staged(text, manager).journal.values_list("outcome", "code")) == [
        ("refused", "unknown_outlet"),
        ("created", ""),
    ]
    assert list(staged(text, make.user(Role.CRG)).journal.values_list("outcome", "code")) == [
        ("created", ""),
        ("refused", "required"),
    ]


def test_masked_cells_change_nothing_and_write_nothing(manager):
    staged(FILE, manager)

    file = staged("编号,客户名称,电话\nC1,东**,138******00\nC2,南山茶行,139******00\nC9,新**,\n", manager)

    assert list(file.journal.values_list("outcome", "field", "code")) == [
        ("unchanged", "", ""),
        ("refused", "phone", "masked"),
        ("refused", "name", "masked"),
    ]
