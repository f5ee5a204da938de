"""POST /waybills/, GET /waybills/{number}/, GET /shipments/{number}/."""

from decimal import Decimal
from typing import Any

import pytest

from outlets.models import Outlet
from shipments.models import Piece, Waybill
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


def body(origin: Outlet, destination: Outlet, **fields: Any) -> dict[str, Any]:
    return {
        "number": "300057900556",
        "product": "next_day",
        "origin_outlet": origin.code,
        "destination_outlet": destination.code,
        "sender": {"name": "欧阳修", "phone": "19912345678", "address": "广州市天河区体育东路1号3栋501室"},
        "receiver": {"name": "李四", "phone": "+86 199 8765 4321", "address": "深圳市南山区科苑路15号"},
        "pieces": [
            {"number": "300057900556", "kind": "master"},
            {"number": "300057900556001", "kind": "sub"},
            {"number": "300057900556R", "kind": "receipt"},
        ],
        "weight_kg": 1.5,
        **fields,
    }


def test_waybill_is_entered_with_its_pieces():
    origin, destination = make.outlet(), make.outlet()

    answer = Partner().post("/waybills/", body(origin, destination, cod_yuan="12.50", return_receipt=True))

    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert told["number"] == "300057900556"
    assert told["sender"] == {
        "customer": None,
        "name": "欧阳**",
        "phone": "199******78",
        "address": "广州市天河区体育东路1号***",
    }
    assert told["weight_kg"] == 1.5
    assert told["cod_yuan"] == "12.50"
    waybill = Waybill.objects.get()
    assert (waybill.origin, waybill.destination) == (origin, destination)
    assert waybill.receiver_phone == "19987654321"
    assert waybill.weight_kg == Decimal("1.500")
    goals = {piece.number[12:]: piece.destination for piece in Piece.objects.all()}
    assert goals == {"": destination, "001": destination, "R": origin}


def test_waybill_number_exists_once():
    origin, destination = make.outlet(), make.outlet()
    partner = Partner()
    partner.post("/waybills/", body(origin, destination))

    again = partner.post("/waybills/", body(origin, destination))

    assert again.status_code == 409
    assert again["Content-Type"] == "application/problem+json"
    assert again.json()["type"] == "urn:yike:problem:number_exists"
    assert again.json()["errors"][0]["pointer"] == "/number"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"outlet_id": 7}, "/outlet_id", "unknown_field"),
        ({"number": "12"}, "/number", "pattern"),
        ({"number": 300057900556}, "/number", "invalid"),
        ({"product": "tomorrow"}, "/product", "invalid"),
        ({"sender": {"name": "张三", "phone": "19912345678"}}, "/sender/address", "required"),
        ({"sender": "张三"}, "/sender", "invalid"),
        ({"receiver": {"name": "\x00", "phone": "1990000", "address": "x"}}, "/receiver/name", "control"),
        ({"receiver": {"name": "\ud800", "phone": "1990000", "address": "x"}}, "/receiver/name", "control"),
        ({"receiver": {"name": "长" * 121, "phone": "1990000", "address": "x"}}, "/receiver/name", "max_length"),
        ({"receiver": {"name": "张三", "phone": "no", "address": "x"}}, "/receiver/phone", "pattern"),
        ({"pieces": []}, "/pieces", "min_length"),
        ({"pieces": [{"number": "300057900556", "kind": "box"}]}, "/pieces/0/kind", "invalid"),
        ({"pieces": [{"number": "300057900556", "kind": "sub"}]}, "/pieces", "one_master"),
        ({"weight_kg": "heavy"}, "/weight_kg", "invalid"),
        ({"weight_kg": 0}, "/weight_kg", "range"),
        ({"cod_yuan": 0.001}, "/cod_yuan", "range"),
        ({"cod_yuan": "0.00"}, "/cod_yuan", "invalid"),
        ({"cod_yuan": 1.005}, "/cod_yuan", "invalid"),
        ({"cod_yuan": 1e9}, "/cod_yuan", "range"),
        ({"cod_yuan": "1,000"}, "/cod_yuan", "invalid"),
        ({"volume_cm3": True}, "/volume_cm3", "invalid"),
        ({"volume_cm3": 1.5}, "/volume_cm3", "invalid"),
        ({"return_receipt": "yes"}, "/return_receipt", "invalid"),
    ],
)
def test_waybill_of_a_wrong_shape_is_pointed_at(change, pointer, code):
    answer = Partner().post("/waybills/", body(make.outlet(), make.outlet(), **change))

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
    assert not Waybill.objects.exists()


def test_pieces_have_a_number_each():
    pieces = [{"number": "300057900556", "kind": kind} for kind in ("master", "sub")]

    answer = Partner().post("/waybills/", body(make.outlet(), make.outlet(), pieces=pieces))

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:yike:problem:piece_twice")


def test_waybill_keeps_rare_letters_and_drops_invisible_ones():
    answer = Partner().post(
        "/waybills/",
        body(
            make.outlet(),
            make.outlet(),
            receiver={"name": "\u202e𠮷野\u200b", "phone": "１３８-0013 8000", "address": "某路\n1号"},
        ),
    )

    assert answer.status_code == 201
    waybill = Waybill.objects.get()
    assert waybill.receiver_name == "𠮷野"
    assert waybill.receiver_phone == "13800138000"
    assert waybill.receiver_address == "某路 1号"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"origin_outlet": "NOWHERE"}, "/origin_outlet"),
        ({"destination_outlet": "NOWHERE"}, "/destination_outlet"),
    ],
)
def test_waybill_names_outlets_that_exist(change, pointer):
    answer = Partner().post("/waybills/", {**body(make.outlet(), make.outlet()), **change})

    assert answer.status_code == 404
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_waybill_of_a_foreign_origin_is_not_found():
    mine, other = make.outlet(), make.outlet()

    answer = Partner(outlets=[mine]).post("/waybills/", body(other, mine))

    assert answer.status_code == 404
    assert not Waybill.objects.exists()


def test_waybill_links_a_customer_of_the_origin():
    origin = make.outlet()
    customer, foreign = make.customer(origin), make.customer()
    sender = {"name": "张三", "phone": "19912345678", "address": "某路1号"}
    partner = Partner()

    linked = partner.post("/waybills/", body(origin, make.outlet(), sender={**sender, "customer": customer.code}))
    refused = partner.post(
        "/waybills/", body(origin, make.outlet(), number="300057900557", sender={**sender, "customer": foreign.code})
    )

    assert linked.json()["sender"]["customer"] == customer.code
    assert Waybill.objects.get().customer == customer
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (404, "unknown_customer")


def test_waybill_is_read_by_its_own_outlets_only():
    origin, destination = make.outlet(), make.outlet()
    waybill = make.waybill(origin=origin, destination=destination)
    path = f"/waybills/{waybill.number}/"

    assert Partner(outlets=[origin]).get(path).json()["number"] == waybill.number
    assert Partner(outlets=[destination]).get(path).status_code == 200
    foreign = Partner(outlets=[make.outlet()])
    missing = foreign.get("/waybills/999999999999/")
    assert foreign.get(path).status_code == 404
    assert foreign.get(path).json() == missing.json()


def test_shipment_is_found_by_any_piece_and_tells_masked_data():
    waybill = make.waybill(pieces=2, receipt=True)
    partner = Partner()

    by_waybill = partner.get(f"/shipments/{waybill.number}/")
    by_piece = partner.get(f"/shipments/{waybill.number}001/")

    assert by_waybill.status_code == 200
    assert by_piece.json() == by_waybill.json()
    assert [piece["kind"] for piece in by_piece.json()["pieces"]] == ["master", "sub", "receipt"]
    assert by_piece.json()["receiver"]["address"] == "深圳市南山区科苑路15号***"
    assert (by_piece.json()["events"], by_piece.json()["duties"]) == ([], [])


@pytest.mark.parametrize("number", ["999999999999", "%00", "x" * 300, "' OR 1=1--"])
def test_shipment_that_is_not_there_is_a_problem(number):
    answer = Partner().get(f"/shipments/{number}/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_waybill_has_the_freight_of_its_day():
    make.prices()
    origin, destination = make.outlet(address="广东省广州市天河区"), make.outlet(address="广东省深圳市南山区")
    partner = Partner()

    told = partner.post("/waybills/", body(origin, destination)).json()

    assert told["freight"]["price_table"] == 1
    assert Decimal(told["freight"]["yuan"]) == Waybill.objects.get().freight_yuan > 0
    assert told["no_freight"] is None
    assert partner.get("/waybills/300057900556/").json()["freight"] == told["freight"]


def test_waybill_without_a_price_is_entered_and_says_why():
    table = make.prices()
    make.prices_from(table.data | {"prices": [p for p in table.data["prices"] if p["product"] != "same_day"]}, number=2)

    answer = Partner().post("/waybills/", body(make.outlet(), make.outlet(), product="same_day"))

    assert (answer.status_code, answer.json()["freight"], answer.json()["no_freight"]) == (201, None, "not_offered")
