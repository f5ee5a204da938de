"""The price table's arithmetic at its edges; the figures are those of the shipped table."""

from copy import deepcopy
from decimal import Decimal

import pytest

from shipments.models import Waybill
from shipments.rules.freight import (
    Goods,
    LineKind,
    NotOffered,
    PriceTable,
    Product,
    city_of,
    cod_fee,
    distance_between,
    freight,
    volumetric_kg,
)
from shipments.rules.price_table_1 import PRICE_TABLE_1 as TABLE

GUANGZHOU, SHENZHEN, SHANTOU, CHANGSHA = "广州市天河区", "广东省深圳市南山区科苑路", "汕头市", "湖南省长沙市岳麓区"


def goods(product="next_day", destination=SHENZHEN, weight="1", **more):
    return Goods(Product(product), GUANGZHOU, destination, Decimal(weight), **more)


def test_products_are_those_of_the_waybill():
    assert list(Product) == Waybill.Product.values


@pytest.mark.parametrize(
    ("weight", "yuan", "chargeable"),
    [
        ("0.001", "10.00", "1"),
        ("1.000", "10.00", "1"),
        ("1.001", "11.50", "2"),
        ("1.999", "11.50", "2"),
        ("2.000", "11.50", "2"),
        ("2.001", "13.00", "3"),
    ],
)
def test_every_begun_step_counts(weight, yuan, chargeable):
    found = freight(TABLE, goods(weight=weight))

    assert (found.yuan, found.chargeable_kg) == (Decimal(yuan), Decimal(chargeable))


def test_half_kilograms_are_steps_too():
    found = freight(TABLE, goods("next_morning", weight="1.501"))

    assert (found.yuan, found.chargeable_kg) == (Decimal("17.00"), Decimal("2.0"))


@pytest.mark.parametrize(
    ("weight", "yuan", "short"), [("3.000", "8.00", "1.00"), ("4.000", "8.00", "0.20"), ("4.001", "8.60", None)]
)
def test_minimum_fills_up_what_is_short_of_it(weight, yuan, short):
    found = freight(TABLE, goods("standard", "广州市海珠区", weight))
    lines = [line.yuan for line in found.lines if line.kind is LineKind.MINIMUM]

    assert found.yuan == Decimal(yuan)
    assert lines == ([Decimal(short)] if short else [])


@pytest.mark.parametrize(
    ("weight", "volume", "by_volume", "chargeable"),
    [
        ("2.000", 11999, False, "2"),
        ("2.000", 12000, False, "2"),
        ("2.000", 12003, True, "3"),
        ("2.000", 12002, False, "2"),
        ("0.001", 30000, True, "5"),
        ("9.000", None, False, "9"),
    ],
)
def test_greater_weight_counts_and_the_scales_at_a_tie(weight, volume, by_volume, chargeable):
    found = freight(TABLE, goods(weight=weight, volume_cm3=volume))

    assert (found.by_volume, found.chargeable_kg) == (by_volume, Decimal(chargeable))


def test_volume_is_weighed_to_the_gram():
    assert volumetric_kg(TABLE, 12002) == Decimal("2.000")
    assert volumetric_kg(TABLE, 12003) == Decimal("2.001")
    assert volumetric_kg(TABLE, None) is None


@pytest.mark.parametrize(
    ("cod", "fee"),
    [
        ("0.01", "3.00"),
        ("300.00", "3.00"),
        ("300.49", "3.00"),
        ("300.50", "3.01"),
        ("20000.00", "200.00"),
        ("20001.00", "200.00"),
    ],
)
def test_cod_fee_has_a_floor_and_a_ceiling(cod, fee):
    assert cod_fee(TABLE.cod, Decimal(cod)) == Decimal(fee)


def test_lines_explain_the_whole_sum():
    found = freight(TABLE, goods(weight="2.4", subs=3, receipt=True, cod_yuan=Decimal("500")))

    assert [(line.kind, str(line.yuan)) for line in found.lines] == [
        ("first", "10.00"),
        ("steps", "3.00"),
        ("subs", "3.00"),
        ("receipt", "5.00"),
        ("cod", "5.00"),
    ]
    assert found.yuan == Decimal("26.00")


@pytest.mark.parametrize(
    ("destination", "distance"),
    [
        ("广州市越秀区中山五路", "city"),
        ("广东省广州市", "city"),
        (SHENZHEN, "near"),
        ("深圳南山", "near"),
        (SHANTOU, "province"),
        (CHANGSHA, "far"),
        ("", "far"),
        ("东　莞市虎门镇", "near"),
    ],
)
def test_distance_by_the_cities(destination, distance):
    assert distance_between(TABLE, GUANGZHOU, destination).code == distance
    assert distance_between(TABLE, destination, GUANGZHOU).code == distance


def test_two_places_of_an_unlisted_city_are_one_city():
    assert distance_between(TABLE, CHANGSHA, "长沙市开福区").code == "city"
    assert distance_between(TABLE, "", "").code == "far"
    assert city_of(TABLE, "佛山市南海区中山市场") == "佛山市"


def test_what_is_not_offered_is_refused():
    with pytest.raises(NotOffered) as refused:
        freight(TABLE, goods("same_day", CHANGSHA))

    assert (refused.value.product, refused.value.distance.code) == ("same_day", "far")


def test_data_build_the_same_table():
    assert PriceTable.from_data(TABLE.to_data()) == TABLE


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("volumetric_divisor",), 0, "volumetric_divisor"),
        (("prices", 0, "first_kg"), "0", "prices[0].first_kg"),
        (("prices", 0, "step_kg"), "0.0001", "prices[0].step_kg"),
        (("prices", 0, "first_yuan"), "-1", "prices[0].first_yuan"),
        (("prices", 0, "first_yuan"), 1.5, "prices[0].first_yuan"),
        (("prices", 0, "distance"), "moon", "prices[0].distance"),
        (("prices", 1, "distance"), "city", "prices: same_day over city twice"),
        (("prices",), [], "prices: should hold"),
        (("cod", "least_yuan"), "201", "cod.least_yuan"),
        (("same_city",), "moon", "same_city"),
        (("groups", 1, "cities"), ["广州市"], "groups: 广州市 stands twice"),
        (("groups", 1, "cities"), [], "groups: the last one"),
        (("groups", 2, "cities"), ["长沙市"], "groups: the last one"),
        (("routes", 0, "one"), "outside", "routes: delta missing"),
        (("routes", 0, "distance"), "moon", "routes[0].distance"),
        (("unknown",), 1, "unknown: unknown"),
    ],
)
def test_faults_are_named_by_their_path(path, value, fault):
    data = deepcopy(TABLE.to_data())
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value

    with pytest.raises(ValueError, match=fault.replace("[", r"\[").replace("]", r"\]")):
        PriceTable.from_data(data)
