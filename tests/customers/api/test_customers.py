"""POST, GET and PATCH of customers."""

import pytest

from crm.audit.models import AuditEntry
from customers.models import Customer
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
    assert partner.get(f"/customers/{row.pk}/").json() == told


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
