"""The freight of waybills that come from partners and files."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shipments.models import PriceTable
from shipments.services.quotations import Asked, price_of
from shipments.services.waybill_prices import priced
from shipments.services.waybills import NewPiece, NewWaybill, Party
from tests import make

pytestmark = pytest.mark.django_db
SOMEBODY = Party("张三", "19900000000", "某路1号")


@pytest.fixture(autouse=True)
def prices():
    return make.prices()


def new(number="773000000001", **fields):
    origin = fields.pop("origin", None) or make.outlet(address="广东省广州市天河区示范路1号")
    destination = fields.pop("destination", None) or make.outlet(address="广东省深圳市南山区示范路1号")
    told = NewWaybill(
        number=number,
        product="next_day",
        origin=origin.code,
        destination=destination.code,
        sender=SOMEBODY,
        receiver=SOMEBODY,
        weight_kg=Decimal("2.4"),
    )
    return replace(told, **fields)


def test_freight_is_what_the_counter_asks():
    origin, destination = make.outlet(address="广东省广州市天河区"), make.outlet(address="广东省深圳市南山区")
    pieces = (NewPiece("A00001", "master"), NewPiece("A00002", "sub"), NewPiece("A00003", "receipt"))
    wish = {"volume_cm3": 30_000, "cod_yuan": Decimal("500"), "return_receipt": True}
    asked = Asked("next_day", origin, destination, Decimal("2.4"), subs=1, **wish)

    (found,), without = priced([new(origin=origin, destination=destination, pieces=pieces, **wish)], at=make.NOON)

    expected = price_of(asked, at=make.NOON)
    assert (found.freight_yuan, found.chargeable_kg) == (expected.freight.yuan, expected.freight.chargeable_kg)
    assert (found.price_table_id, without) == (expected.table.pk, {})


def test_table_is_that_of_the_day_of_entry(prices):
    later = make.NOON + timedelta(days=3)
    dearer = prices.data | {"number": 2, "starts_on": later.date().isoformat(), "sub_yuan": "9.00"}
    second = PriceTable.objects.create(number=2, starts_on=later.date(), data=dearer, published_at=make.NOON)
    long_ago = make.NOON.replace(year=1999)

    found, without = priced([new(), new(entered_at=later), new(entered_at=long_ago)], at=make.NOON)

    assert [each.price_table_id for each in found] == [prices.pk, second.pk, None]
    assert without == {2: "no_prices"}


def test_what_is_not_offered_has_no_freight_and_says_so(prices):
    data = prices.data | {"prices": [row for row in prices.data["prices"] if row["product"] != "same_day"]}
    make.prices_from(data, number=2)

    found, without = priced([new(), new(product="same_day"), replace(new(), origin="NOWHERE")], at=make.NOON)

    assert [each.freight_yuan is None for each in found] == [False, True, True]
    assert without == {1: "not_offered"}


def test_freight_that_came_along_stays():
    (found,), without = priced([new(freight_yuan=Decimal("1.00"), price_table_id=7)], at=make.NOON)

    assert (found.freight_yuan, found.price_table_id, without) == (Decimal("1.00"), 7, {})


@pytest.mark.parametrize("count", [1, 3, 300])
def test_many_ask_as_little_as_one(count, django_assert_num_queries):
    one = new()
    many = [replace(one, number=f"77300{place:07d}") for place in range(count)]

    with django_assert_num_queries(2):
        assert len(priced(many, at=make.NOON)[0]) == count
