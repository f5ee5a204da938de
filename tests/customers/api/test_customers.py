"""POST, GET and PATCH of customers."""

import pytest

from crm.audit.models import AuditEntry
from customers.models import Customer
from customers.services.searching import refresh
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


def body(outlet, **fields):
    told = {"outlet": outlet.code, "code": "C-1", "name": "张三丰", "phone": "19912345678", "address": "某路1号2栋"}
    return {**told, **fields}


def test_customer_is_opened_and_told_masked():
    outlet, partner = make.outlet(), Partner()

    answer = partner.post("/customers/", body(outlet))

    assert answer.status_code == 201
    row = Customer.objects.get()
    assert (row.outlet, row.name, row.phone, row.address) == (outlet, "张三丰", "19912345678", "某路1号2栋")
    told = answer.json()
    assert (told["id"], told["outlet"], told["code"]) == (row.pk, outlet.code, "C-1")
    assert (told["name"], told["phone"], told["address"]) == ("张**", "199******78", "某路1号***")
    assert told.pop("similar") == []
    assert partner.get(f"/customers/{row.pk}/").json() == told
    again = partner.post("/customers/", body(outlet, code="C-2")).json()
    assert [(one["id"], one["reasons"][0]) for one in again["similar"]] == [(row.pk, "phone")]


def test_code_is_taken_once_an_outlet():
    outlet, partner = make.outlet(), Partner()
    partner.post("/customers/", body(outlet))

    assert partner.post("/customers/", body(outlet)).status_code == 409
    assert partner.post("/customers/", body(make.outlet())).status_code == 201


def test_customer_is_corrected_and_the_trail_keeps_no_personal_data():
    row, partner = make.customer(), Partner()

    answer = partner.patch(f"/customers/{row.pk}/", {"phone": "１９９ 8765 4321"})

    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.phone == "19987654321"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.partner, entry.detail) == ("customer.correct", "partner", {"fields": ["phone"]})


@pytest.mark.parametrize("change", [{"outlet": "B"}, {"is_staff": True}, {"name": ""}, {"name": None}, []])
def test_wrong_correction_changes_nothing(change):
    row = make.customer()

    assert Partner().patch(f"/customers/{row.pk}/", change).status_code == 400
    assert Customer.objects.get().name == row.name


def test_customers_of_other_outlets_are_not_there():
    mine, other = make.customer(), make.customer()
    partner = Partner(outlets=[mine.outlet])

    assert [one["id"] for one in partner.get("/customers/").json()["results"]] == [mine.pk]
    assert partner.get("/customers/", outlet=other.outlet.code).json()["results"] == []
    assert partner.get(f"/customers/{other.pk}/").status_code == 404
    assert partner.patch(f"/customers/{other.pk}/", {"name": "x"}).status_code == 404
    assert partner.post("/customers/", body(other.outlet)).status_code == 404


def test_customers_are_listed(django_assert_max_num_queries):
    outlet, partner = make.outlet(), Partner()
    rows = [make.customer(outlet) for _number in range(3)]

    with django_assert_max_num_queries(2):  # key (once a second), customers
        whole = partner.get("/customers/").json()
    with django_assert_max_num_queries(2):
        one = partner.get("/customers/", code=rows[1].code).json()

    assert [told["id"] for told in whole["results"]] == [row.pk for row in rows]
    assert [told["id"] for told in one["results"]] == [rows[1].pk]


def test_what_was_changed_meanwhile_is_not_written_over():
    row, partner = make.customer(), Partner()
    tag = partner.get(f"/customers/{row.pk}/")["ETag"]

    first = partner.patch(f"/customers/{row.pk}/", {"goods": "灯具", "credit": "good"}, seen=tag)
    second = partner.patch(f"/customers/{row.pk}/", {"goods": "服装"}, seen=tag)
    third = partner.patch(f"/customers/{row.pk}/", {"goods": None}, seen=first["ETag"])

    assert (first.status_code, first.json()["version"], first["ETag"]) == (200, 2, '"2"')
    assert (second.status_code, second.json()["type"]) == (412, "urn:yike:problem:changed_meanwhile")
    assert (third.json()["goods"], third.json()["credit"]) == ("", "good")


def test_custom_fields_are_typed_told_and_described():
    outlet, partner = make.outlet(), Partner()
    make.custom_field("pallets", "number", required=True)
    make.custom_field("wx", "text", personal=True)
    make.custom_field("size", "choice", choices=["大", "小"])

    missing = partner.post("/customers/", body(outlet, custom={"size": "中"}))
    opened = partner.post("/customers/", body(outlet, custom={"pallets": 2.5, "wx": "zhang"}))
    changed = partner.patch(f"/customers/{opened.json()['id']}/", {"custom": {"size": "小", "pallets": 3}})
    unknown = partner.patch(f"/customers/{opened.json()['id']}/", {"custom": {"colour": "red"}})
    schema = partner.get("/schema/").json()["components"]["schemas"]["CustomFields"]

    assert missing.json()["errors"][0]["pointer"] == "/custom/size"
    assert opened.json()["custom"] == {"pallets": 2.5, "wx": "***"}
    assert changed.json()["custom"] == {"pallets": 3, "wx": "***", "size": "小"}
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (400, "custom_unknown")
    assert schema["properties"]["size"]["anyOf"][0]["enum"] == ["大", "小"]


def test_people_at_a_customer():
    row, partner = make.customer(), Partner()

    first = partner.post(f"/customers/{row.pk}/contacts/", {"name": "王小明", "phone": "13912345678"})
    second = partner.post(f"/customers/{row.pk}/contacts/", {"name": "李四", "main": True})

    assert (first.status_code, first.json()["main"]) == (201, True)
    told = partner.get(f"/customers/{row.pk}/contacts/").json()["results"]
    assert [(one["name"], one["phone"], one["main"]) for one in told] == [
        ("王**", "139******78", False),
        ("李**", "", True),
    ]
    assert second.json()["id"] == told[1]["id"]
    assert Partner(outlets=[make.outlet()]).get(f"/customers/{row.pk}/contacts/").status_code == 404


def test_the_profile_is_told_opened_and_changed():
    outlet, partner = make.outlet(), Partner()

    opened = partner.post(
        "/customers/", body(outlet, profile={"employees": 12, "registered_capital": "999999999999.99"})
    )
    plain = partner.post("/customers/", body(outlet, code="C-2", phone="13800000009"))
    url = f"/customers/{opened.json()['id']}/"
    changes = {
        "employees": None,
        "packaging_needs": "木箱",
        "monthly_cost": "1200.5",
        "safety_agreement_until": "2027-03-01",
    }
    changed = partner.patch(url, {"profile": changes}, seen=opened["ETag"])
    cleared = partner.patch(url, {"profile": {"packaging_needs": None}})

    assert plain.json()["profile"] is None
    assert (opened.json()["profile"]["employees"], opened.json()["profile"]["registered_capital"]) == (
        12,
        "999999999999.99",
    )
    told = {
        "employees": None,
        "packaging_needs": "木箱",
        "monthly_cost": "1200.50",
        "safety_agreement_until": "2027-03-01",
    }
    assert {name: changed.json()["profile"][name] for name in told} == told
    assert cleared.json()["profile"]["packaging_needs"] == ""
    assert [one["profile"] is None for one in partner.get("/customers/").json()["results"]] == [False, True]
    for wrong in ({"employees": -1}, {"safety_agreement_on": "2026-02-30"}, {"colour": "red"}, None):
        assert partner.patch(url, {"profile": wrong}).status_code == 400
    answer = partner.patch(url, {"profile": {"employees": "many"}}).json()
    assert answer["errors"][0]["pointer"] == "/profile/employees"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("张伟", 1), ("zhangw", 1), ("zw", 1), ("5678", 2), ("东海 虎门", 1), ("王伟", 0), ("？？", 0), ("C-7", 1)],
)
def test_customers_are_found_by_a_few_characters(typed, found):
    outlet, other = make.outlet(), make.outlet()
    rows = [
        make.customer(outlet, code="C-7", name="张伟", phone="13812345678"),
        make.customer(outlet, name="东海五金", phone="0769-85005678", address="虎门镇1号"),
        make.customer(other, name="张伟", phone="13912345678"),
    ]
    refresh([row.pk for row in rows])

    assert len(Partner(outlets=[outlet]).get("/customers/", search=typed).json()["results"]) == found


def test_a_whole_number_stands_in_no_address_and_its_search_is_noted():
    outlet, partner = make.outlet(), Partner()
    one, other = make.customer(outlet, phone="13812345678"), make.customer(outlet)
    make.contact(other, phone="13812345678")
    refresh([one.pk, other.pk])

    for typed in ("13812345678", "138 1234 5678", "张伟 13812345678", "＋86 13812345678"):
        refused = partner.get("/customers/", search=typed)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "phone_in_address")
        assert "/customers/search/" in refused.json()["errors"][0]["detail"]
    found = partner.post("/customers/search/", {"phone": "+86 138 1234 5678"}).json()

    assert ([row["id"] for row in found["results"]], found["next"]) == ([other.pk, one.pk], None)
    assert AuditEntry.objects.get().action == "customer.search_by_phone"
    assert partner.post("/customers/search/", {"phone": "(1)"}).json()["results"] == []
    assert Partner(outlets=[make.outlet()]).post("/customers/search/", {"phone": "13812345678"}).json()["results"] == []
    assert Partner(scopes=["customers:write"]).post("/customers/search/", {"phone": "13812345678"}).status_code == 403


def test_the_balance_of_points_is_told_wherever_a_customer_is():
    row, partner = make.customer(phone="13800138000"), Partner()
    make.points(row, 70)
    make.points(row, -20, kind="redeemed", expires_on=None)
    refresh([row.pk])

    (listed,) = partner.get("/customers/").json()["results"]
    (found,) = partner.post("/customers/search/", {"phone": "13800138000"}).json()["results"]
    assert [told["points"] for told in (listed, found, partner.get(f"/customers/{row.pk}/").json())] == [50] * 3
