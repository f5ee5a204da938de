"""The counter's entry page beyond its fields: parties, coverage, freight, the next one, and whatever people type."""

from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from customers.services.address_book import Contact, remember
from shipments.models import CashOnDelivery, Waybill
from shipments.services.number_blocks import give_block
from tests import make

NEW = "/shipments/waybills/new/"
LIVE, PARTIES = f"{NEW}live/", f"{NEW}parties/"


@pytest.fixture
def counter(scene):
    scene.outlet.address = "广东省东莞市虎门镇示范路1号"
    scene.outlet.save()
    scene.goal = make.outlet(name="南山网点", address="广东省深圳市南山区1号", contact="陈站长")
    make.area(scene.goal, city="深圳市", district="南山区", town="")
    make.area(city="深圳市", district="大鹏区", town="")
    return scene


def entry(scene, **fields):
    return {
        "number": "300057900556",
        "product": "next_day",
        "origin": scene.outlet.pk,
        "destination": scene.goal.pk,
        "sender_name": "张三",
        "sender_phone": "13800138000",
        "sender_address": "东莞市虎门镇1号",
        "receiver_name": "李四",
        "receiver_phone": "13900139000",
        "receiver_address": "深圳市南山区科苑路15号3栋501室",
        "weight_kg": "2.4",
        "subs": "0",
        **fields,
    }


def test_freight_and_chargeable_weight_are_kept_with_their_table(counter):
    counter.client().post(NEW, entry(counter, volume_cm3="３０x２０X20", cod_yuan="１,０００", return_receipt="on"))

    waybill = Waybill.objects.get()
    assert (waybill.volume_cm3, waybill.cod_yuan) == (12000, Decimal("1000"))
    assert (waybill.freight_yuan, waybill.chargeable_kg, waybill.price_table.number) == (
        Decimal("28.00"),
        Decimal("3"),
        1,
    )
    assert CashOnDelivery.objects.get().yuan == Decimal("1000")


def test_an_empty_number_is_drawn_from_the_outlets_block(counter):
    give_block(counter.outlet, 300057900001, 300057900002, by=None, at=make.NOON)

    counter.client().post(NEW, entry(counter, number=""))
    none_left = [counter.client().post(NEW, entry(counter, number="")) for _ in range(2)][-1]

    assert list(Waybill.objects.order_by("pk").values_list("number", flat=True)) == ["300057900001", "300057900002"]
    assert "ask headquarters" in none_left.context["form"].errors["number"][0]


def test_the_next_one_begins_with_the_same_sender(counter):
    client = counter.client()

    response = client.post(NEW, entry(counter, then="next"))
    page = client.get(response.url)

    assert response.url == f"{NEW}?same=300057900556"
    form = page.context["form"]
    assert (form["sender_name"].value(), form["sender_phone"].value(), form["receiver_name"].value()) == (
        "张三", "13800138000", None,
    )  # fmt: skip
    assert page.context["waiting"] == 1
    stranger = counter.client(make.user(Role.WAYBILL_CLERK)).get(response.url)
    assert stranger.context["form"]["sender_name"].value() is None


@pytest.mark.parametrize(
    ("address", "state", "proposed"),
    [
        ("深圳市南山区科苑路", "covered", True),
        ("深圳大鹏", "out_of_area", False),
        ("深圳市", "unknown", False),
        ("", None, False),
    ],
)
def test_coverage_and_freight_stand_beside_a_half_filled_form(counter, address, state, proposed):
    told = {
        "origin": counter.outlet.pk,
        "receiver_address": address,
        "product": "next_day",
        "weight_kg": "2.4",
        "subs": "0",
    }

    response = counter.client().post(LIVE, told)

    coverage = response.context["coverage"]
    assert (coverage and coverage.state) == state
    assert (f'data-proposed="{counter.goal.pk}"' in response.content.decode()) is proposed
    assert ("¥13.00" in response.content.decode()) is proposed


def test_live_says_what_is_not_offered_and_never_fails(counter):
    client, far = counter.client(), make.outlet(address="湖南省长沙市1号")
    told = {"origin": counter.outlet.pk, "destination": far.pk, "product": "same_day", "weight_kg": "1", "subs": "0"}

    assert "not offered" in client.post(LIVE, told).content.decode()
    for wrong in (
        {"weight_kg": "x"},
        {"receiver_address": "\x00" * 9},
        {"receiver_address": "长" * 10_000},
        {"origin": "9"},
    ):
        assert client.post(LIVE, {**told, **wrong}).status_code == 200
    assert client.post(LIVE).status_code == 200


def test_a_party_is_found_masked_and_filled_in_whole(counter):
    customer = make.customer(counter.outlet, name="虎门示例五金厂")
    contact = Contact(counter.outlet.pk, "虎门示例五金厂", "13800138000", "虎门镇示范路1号3栋501房", customer.pk)
    remember([contact], at=make.NOON)
    client, origin = counter.client(), counter.outlet.pk

    (found,) = client.post(PARTIES, {"origin": origin, "text": "8000"}).json()["found"]
    whole = client.post(PARTIES, {"origin": origin, "chosen": found["pk"]}).json()

    assert (found["phone"], found["address"]) == ("138******00", "虎门镇示范路1号***")
    assert whole == {
        "name": "虎门示例五金厂",
        "phone": "13800138000",
        "address": contact.address,
        "customer": customer.code,
    }
    counts = [
        len(client.post(PARTIES, {"origin": origin, "text": text}).json()["found"]) for text in ("hmsl", "虎门", "x")
    ]
    assert counts == [
        1, 1, 0,
    ]  # fmt: skip


def test_a_strangers_book_stays_shut(counter):
    remember([Contact(counter.outlet.pk, "陈晓", "13800138000", "")], at=make.NOON)
    other = make.outlet()
    stranger = counter.client(make.user(Role.WAYBILL_CLERK, other))

    assert stranger.post(PARTIES, {"origin": counter.outlet.pk, "text": "8000"}).status_code == 404
    assert stranger.post(PARTIES, {"origin": other.pk, "text": "8000"}).json() == {"found": []}
    assert stranger.post(PARTIES, {"origin": other.pk, "chosen": "1"}).json() == {}
    assert counter.client().get(PARTIES).status_code == 405


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cod_yuan": "-1"}, "cod_yuan"),
        ({"cod_yuan": "0.001"}, "cod_yuan"),
        ({"cod_yuan": "1,00"}, "cod_yuan"),
        ({"weight_kg": "0.0001"}, "weight_kg"),
        ({"weight_kg": "1" * 10_000}, "weight_kg"),
        ({"volume_cm3": "30x20"}, "volume_cm3"),
        ({"volume_cm3": "99999x99999x99999"}, "volume_cm3"),
        ({"subs": "201"}, "subs"),
        ({"sender_phone": "12"}, "sender_phone"),
        ({"receiver_phone": "138\x0000138000"}, "receiver_phone"),
        ({"receiver_name": "长" * 10_000}, "receiver_name"),
        ({"receiver_name": "a\x00b"}, "receiver_name"),
        ({"receiver_address": ""}, "receiver_address"),
        ({"number": "9" * 29}, "number"),
        ({"receiver_address": "深圳市大鹏区", "destination": ""}, "destination"),
        ({"receiver_address": "火星", "destination": ""}, "destination"),
        ({"destination": "0"}, "destination"),
        ({"customer": "\x00"}, "customer"),
    ],
)
def test_whatever_is_typed_is_answered_beside_its_field(counter, wrong, field):
    fields = {name: value for name, value in entry(counter, **wrong).items() if value is not None}

    response = counter.client().post(NEW, fields)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Waybill.objects.exists()


@pytest.mark.parametrize("phone", ["１３８００１３８０００", "+86 138-0013-8000", "8613800138000"])
def test_phones_have_one_form(counter, phone):
    counter.client().post(NEW, entry(counter, sender_phone=phone))

    assert Waybill.objects.get().sender_phone == "13800138000"


def test_who_is_faster_than_the_page_gets_the_same_destination(counter):
    counter.client().post(NEW, entry(counter, destination=""))

    assert Waybill.objects.get().destination == counter.goal


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_live_asks_the_same_few_questions(counter, rows, django_assert_num_queries):
    for number in range(rows):
        make.area(counter.goal, city="深圳市", district="龙岗区", town=f"第{number}街道")
    client, told = counter.client(), {**entry(counter), "destination": ""}

    with django_assert_num_queries(8):
        client.post(LIVE, told)
