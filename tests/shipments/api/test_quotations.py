"""POST /quotations/."""

import pytest
from django.utils import timezone

from shipments.models import Quotation
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def ends():
    origin = make.outlet(address="广东省东莞市虎门镇示范路1号")
    goal = make.outlet(address="广东省深圳市南山区1号")
    make.area(goal, city="深圳市", district="南山区", town="")
    make.area(city="深圳市", district="大鹏区", town="")
    return origin, goal


def body(origin, **fields):
    return {
        "origin_outlet": origin.code,
        "address": "深圳市南山区科苑路1号",
        "product": "next_day",
        "weight_kg": 2.4,
        **fields,
    }


def test_a_price_is_given_and_kept_until_the_day_ends(ends):
    origin, goal = ends
    partner = Partner(outlets=[origin])

    answer = partner.post("/quotations/", body(origin, cod_yuan="500", sub_waybills=2, return_receipt=True), once="k1")
    again = partner.post("/quotations/", body(origin, cod_yuan="500", sub_waybills=2, return_receipt=True), once="k1")

    told, kept = answer.json(), Quotation.objects.get()
    assert (answer.status_code, again.json()) == (201, told)
    assert (told["number"], told["freight_yuan"], told["price_table"]) == (kept.number, "25.00", 1)
    assert (told["destination_outlet"], told["area"], told["chargeable_kg"]) == (goal.code, "广东省深圳市南山区", 3.0)
    assert [line["kind"] for line in told["lines"]] == ["first", "steps", "subs", "receipt", "cod"]
    assert kept.source == "partner:partner"
    assert kept.valid_until.astimezone(timezone.get_current_timezone()).strftime("%H:%M") == "00:00"


def test_an_outlet_may_be_named_instead(ends):
    origin, goal = ends

    told = Partner().post("/quotations/", body(origin, address=None, destination_outlet=goal.code)).json()

    assert (told["destination_outlet"], told["area"]) == (goal.code, None)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"address": "深圳市大鹏区"}, 409, "out_of_area"),
        ({"address": "火星"}, 409, "unknown_area"),
        ({"address": None}, 400, "required"),
        ({"destination_outlet": "NOPE"}, 404, "unknown_outlet"),
        ({"origin_outlet": "NOPE"}, 404, "unknown_outlet"),
        ({"weight_kg": 0}, 400, "range"),
        ({"weight_kg": "１"}, 400, "invalid"),
        ({"cod_yuan": "1,000"}, 400, "invalid"),
        ({"address": "a\x00b"}, 400, "control"),
        ({"sub_waybills": 201}, 400, "invalid"),
        ({"moon": 1}, 400, "unknown_field"),
    ],
)
def test_what_is_wrong_is_named(ends, fields, status, code):
    answer = Partner().post("/quotations/", body(ends[0], **fields))

    assert answer.status_code == status
    assert code in answer.content.decode()
    assert not Quotation.objects.exists()


def test_a_product_that_is_not_offered_is_a_conflict(ends):
    far = make.outlet(address="湖南省长沙市1号")

    answer = Partner().post("/quotations/", body(ends[0], destination_outlet=far.code, product="same_day"))

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:yike:problem:not_offered")


def test_a_key_for_another_outlet_asks_in_vain(ends):
    assert Partner(outlets=[make.outlet()]).post("/quotations/", body(ends[0])).status_code == 404
