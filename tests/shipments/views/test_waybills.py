import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from shipments.models import Waybill
from tests import make

LIST, NEW, BY_PHONE = "/shipments/waybills/", "/shipments/waybills/new/", "/shipments/waybills/by-phone/"


def numbers(response):
    return [row.number for row in response.context["table"].objects]


def entry(scene, **fields):
    return {
        "number": "3000 5790 0556",
        "product": "next_day",
        "origin": scene.outlet.pk,
        "destination": make.outlet().pk,
        "sender_name": "张三",
        "sender_phone": "19000000001",
        "sender_address": "广州市天河区体育东路1号",
        "receiver_name": "李四",
        "receiver_phone": "19000000002",
        "receiver_address": "深圳市南山区科苑路15号3栋501室",
        "weight_kg": "1.250",
        "subs": "2",
        "return_receipt": "on",
        **fields,
    }


def test_list_shows_what_concerns_my_outlet(scene):
    here, from_here = scene.load(), make.waybill(origin=scene.outlet)
    make.waybill()

    assert set(numbers(scene.client().get(LIST))) == {here.number, from_here.number}
    assert len(numbers(scene.client(make.user(Role.CRG)).get(LIST))) == 3


@pytest.mark.parametrize("sought", ["7731234", "7731 2345 6789 001"])
def test_search_by_beginning_or_by_whole_piece_number(scene, sought):
    make.waybill(destination=scene.outlet, number="773123456789", pieces=2)
    make.waybill(destination=scene.outlet, number="774000000001")

    assert numbers(scene.client().get(LIST, {"q": sought})) == ["773123456789"]


def test_whole_number_opens_the_shipment_at_once(scene):
    waybill = scene.load()

    assert scene.client().get(LIST, {"q": waybill.number}).url == f"{LIST}{waybill.number}/"


def test_filters_by_state_and_outlet(scene):
    arrived, registered = scene.load(), make.waybill(destination=scene.outlet)
    scene.scan(arrived, "arrival", trip=True)
    client = scene.client()

    assert numbers(client.get(LIST, {"state": "arrival"})) == [arrived.number]
    assert numbers(client.get(LIST, {"state": "registered", "outlet": scene.outlet.code})) == [registered.number]
    assert numbers(client.get(LIST, {"outlet": registered.origin.code})) == []


def test_phone_is_looked_up_by_post_and_logged(scene):
    mine = make.waybill(destination=scene.outlet, receiver_phone="19000000077")
    make.waybill(receiver_phone="19000000077")

    response = scene.client().post(BY_PHONE, {"phone": "19000000077"})

    assert numbers(response) == [mine.number]
    assert AuditEntry.objects.get().detail == {"found": [mine.number]}
    assert scene.client().get(BY_PHONE, {"phone": "19000000077"}).status_code == 405


def test_clerk_enters_a_waybill_with_its_pieces_and_prints(scene):
    response = scene.client().post(NEW, entry(scene))

    waybill = Waybill.objects.get(number="300057900556")
    assert response.url == f"{LIST}300057900556/label/#print"
    assert list(waybill.pieces.values_list("number", "kind")) == [
        ("300057900556", "master"),
        ("300057900556001", "sub"),
        ("300057900556002", "sub"),
        ("300057900556R", "receipt"),
    ]


def test_customer_fills_in_the_sender(scene):
    customer = make.customer(scene.outlet, name="光明电子", phone="19000000088", address="深圳市光明区1号")
    blank = {f"sender_{part}": "" for part in ("name", "phone", "address")}

    scene.client().post(NEW, entry(scene, customer=customer.code, **blank))

    waybill = Waybill.objects.get(number="300057900556")
    assert (waybill.customer, waybill.sender_name, waybill.sender_phone) == (customer, "光明电子", "19000000088")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "12"}, "number"),
        ({"sender_phone": ""}, "sender_phone"),
        ({"customer": "none"}, "customer"),
        ({"weight_kg": "0"}, "weight_kg"),
    ],
)
def test_wrong_entry_is_answered_beside_its_field(scene, wrong, field):
    response = scene.client().post(NEW, entry(scene, **wrong))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Waybill.objects.exists()


def test_number_is_entered_once(scene):
    scene.client().post(NEW, entry(scene))

    response = scene.client().post(NEW, entry(scene))

    assert "exists already" in response.context["form"].errors["number"][0]


def test_only_clerks_enter_and_only_for_their_outlet(scene):
    courier = scene.client(make.user(Role.COURIER, scene.outlet))
    foreign = scene.client().post(NEW, entry(scene, origin=make.outlet().pk))

    assert courier.get(NEW).status_code == 403
    assert list(foreign.context["form"].errors) == ["origin"]


def test_list_costs_the_same_for_one_row_for_three_and_for_many(scene, django_assert_num_queries):
    client = scene.client()
    for more in (1, 2, 297):
        for _ in range(more):
            scene.load(pieces=1 + (more == 2))
        with django_assert_num_queries(8 + (more == 297)):
            client.get(LIST)
