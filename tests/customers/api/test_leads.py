import pytest

from customers.models import Customer, Lead
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db
PHONE = "15412345678"
WISH = {"name": "林小姐", "phone": "+86 154 1234 5678", "need": "请打19912345678"}


def test_a_lead_is_opened_at_the_outlet_named_or_at_the_one_that_serves_it():
    outlet = make.outlet()
    make.area(outlet, city="东莞市", town="虎门镇")
    customer = make.customer(outlet, phone=PHONE)
    partner = Partner()

    answers = [
        partner.post("/leads/", WISH | more)
        for more in ({"outlet": outlet.code}, {"address": "东莞市虎门镇"}, {"address": "天边"}, {"outlet": "NOWHERE"})
    ]

    assert [answer.status_code for answer in answers] == [201, 409, 201, 404]
    told = answers[0].json()
    assert (told["outlet"], told["name"], told["phone"], told["source"]) == (outlet.code, "林**", "154******78", "api")
    assert (told["need"], told["known_customer"], told["state"]) == ("请打199******78", customer.code, "new")
    assert answers[1].json()["type"] == "urn:yike:problem:lead_exists"
    assert answers[2].json()["outlet"] is None
    assert set(Lead.objects.values_list("phone", flat=True)) == {PHONE}


def test_a_key_of_one_outlet_names_it_and_sees_no_other():
    outlet, other = make.outlet(), make.outlet()
    mine, theirs = make.lead(outlet), make.lead(other)
    make.lead(None)
    partner = Partner(outlets=[outlet])

    assert partner.post("/leads/", WISH).json()["errors"][0]["pointer"] == "/outlet"
    assert partner.post("/leads/", WISH | {"outlet": other.code}).status_code == 404
    assert [row["id"] for row in partner.get("/leads/").json()["results"]] == [mine.pk]
    assert partner.get(f"/leads/{theirs.pk}/").status_code == 404
    assert partner.patch(f"/leads/{theirs.pk}/", {"need": "x"}).status_code == 404


def test_steps_are_taken_by_whoever_has_read_what_stands_there():
    lead = make.lead(make.outlet(), phone=PHONE)
    partner, path = Partner(), f"/leads/{lead.pk}/"
    assert partner.get(path)["ETag"] == '"1"'

    first = partner.patch(path, {"state": "contacted", "note": "报价", "need": "每天十件"}, seen='"1"')
    late = partner.patch(path, {"state": "quoted"}, seen='"1"')
    back = partner.patch(path, {"state": "contacted", "lost_reason": "price"})
    no_reason = partner.patch(path, {"state": "lost"})
    lost = partner.patch(path, {"state": "lost", "lost_reason": "price"})
    closed = partner.patch(path, {"need": "x"})

    assert [each.status_code for each in (first, late, back, no_reason, lost, closed)] == [200, 412, 409, 409, 200, 409]
    assert (first.json()["need"], first.json()["state"], first["ETag"]) == ("每天十件", "contacted", '"3"')
    assert (lost.json()["state"], lost.json()["lost_reason"], lost.json()["next_step_at"]) == ("lost", "price", None)
    assert [step.note for step in lead.steps.all()] == ["", "报价", ""]


def test_a_partner_says_when_the_next_step_is_and_that_a_lead_is_won():
    lead = make.lead(make.outlet(), company="示例灯饰厂")
    partner, path = Partner(), f"/leads/{lead.pk}/"

    moved = partner.patch(path, {"next_step_at": "2026-12-01T10:00:00+08:00"})
    won = partner.patch(path, {"state": "won"})

    assert moved.json()["next_step_at"] == "2026-12-01T10:00:00+08:00"
    assert won.json()["customer"] == Customer.objects.get().code
    assert partner.patch(path, {"state": "won"}).status_code == 409


def test_the_list_is_filtered_and_costs_the_same_for_any_number(django_assert_num_queries):
    outlet = make.outlet()
    for number in range(3):
        make.lead(outlet, state="new" if number else "lost")
    partner = Partner()
    partner.get("/leads/")

    assert len(partner.get("/leads/", state="lost", source="web", outlet=outlet.code).json()["results"]) == 1
    assert partner.get("/leads/", since="2026-11-19").json()["results"] == []
    assert partner.get("/leads/", q="1").status_code == 400
    with django_assert_num_queries(1):
        assert len(partner.get("/leads/").json()["results"]) == 3
