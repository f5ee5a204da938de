from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from shipments.models import Quotation
from tests import copies, make

NEW, LIST = "/shipments/quotations/new/", "/shipments/quotations/"


@pytest.fixture
def counter(scene):
    scene.outlet.address = "广东省东莞市虎门镇示范路1号"
    scene.outlet.save()
    scene.goal = make.outlet(name="南山网点", address="广东省深圳市南山区1号")
    make.area(scene.goal, city="深圳市", district="南山区", town="")
    make.area(city="深圳市", district="大鹏区", town="")
    return scene


def asked(scene, **fields):
    return {
        "origin": scene.outlet.pk,
        "address": "深圳市南山区",
        "product": "next_day",
        "weight_kg": "2.4",
        "subs": "0",
        **fields,
    }


def test_a_price_is_shown_line_by_line_and_nothing_is_kept(counter):
    page = counter.client().post(NEW, asked(counter, cod_yuan="500", return_receipt="on")).content.decode()

    assert all(
        text in page for text in ("¥23.00", "2 steps of ¥1.50", "Return receipt", "1 % of ¥500", "price table 1")
    )
    assert not Quotation.objects.exists()


def test_kept_under_a_number_without_the_address(counter):
    client = counter.client()

    page = client.get(client.post(NEW, asked(counter, address="深圳市南山区科苑路15号3栋501室", keep="yes")).url)

    quotation = Quotation.objects.get()
    assert (quotation.freight_yuan, quotation.destination, quotation.area) == (
        Decimal("13.00"),
        counter.goal,
        "广东省深圳市南山区",
    )
    assert (quotation.number in page.content.decode(), "501室" in page.content.decode()) == (True, False)
    assert [row.number for row in client.get(LIST).context["table"].objects] == [quotation.number]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"address": "深圳市大鹏区"}, 200, "Nobody of the network delivers there"),
        ({"address": "火星"}, 200, "names no such place"),
        ({"address": ""}, 422, "Where to?"),
        ({"address": "\x00"}, 422, "Null characters"),
        ({"weight_kg": "０"}, 422, "greater than or equal"),
        ({"product": "moon"}, 422, "Select a valid choice"),
    ],
)
def test_what_has_no_price_says_why(counter, fields, status, words):
    response = counter.client().post(NEW, asked(counter, **fields, keep="yes"))

    assert (response.status_code, words in response.content.decode()) == (status, True)
    assert not Quotation.objects.exists()


def test_htmx_gets_the_answer_alone(counter):
    part = counter.client().post(NEW, asked(counter, address=""), headers={"hx-request": "true"})

    assert (part.status_code, "<html" in part.content.decode()) == (200, False)


def test_each_sees_their_own_and_headquarters_all(counter):
    mine, theirs = make.quotation(counter.outlet), make.quotation()

    assert counter.client().get(f"{LIST}{theirs.pk}/").status_code == 404
    assert [row.pk for row in counter.client().get(LIST).context["table"].objects] == [mine.pk]
    assert len(counter.client(make.user(Role.EXECUTIVE)).get(LIST).context["table"].objects) == 2
    foreign = counter.client().post(NEW, asked(counter, origin=theirs.origin.pk, keep="yes"))
    assert (foreign.status_code, list(foreign.context["form"].errors)) == (422, ["origin"])


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_list_costs_the_same(counter, rows, django_assert_num_queries):
    client, goal = counter.client(), make.outlet()
    copies.copied(make.quotation(counter.outlet, destination=goal), rows)
    with django_assert_num_queries(6 if rows < 50 else 7):
        client.get(LIST)
