"""The demo's service-range table answers for its own addresses."""

import pytest

from crm.home.demo.blueprint import outlets
from crm.home.demo.places import places
from crm.home.demo.ranges import ranges
from outlets.rules.coverage import Area, State, find

PLANS = outlets()
ROWS = list(ranges(PLANS))
AREAS = [Area(key, row.province, row.city, row.district, row.town, bool(row.outlet)) for key, row in enumerate(ROWS)]


def named(text):
    return [area for area in AREAS if area.city.removesuffix("市") in text]


def test_every_place_stands_there_once():
    keys = [(row.province, row.city, row.district, row.town) for row in ROWS]

    assert len(keys) == len(set(keys))
    assert len([row for row in ROWS if row.town]) == len(list(places()))


def test_every_outlets_own_address_leads_to_it():
    wrong = {}
    for plan in PLANS:
        address = f"{plan.place.address}示范路1号"
        found = find(address, named(address))
        if found.state is not State.COVERED or ROWS[found.area.key].outlet != plan.code:
            wrong[plan.code] = address

    assert wrong == {}


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("湖南省长沙市岳麓区", "out_of_area"),
        ("广州市天河区体育东路1号", "covered"),
        ("广东省惠州市龙门县蓝田瑶族乡", "out_of_area"),
        ("东莞市示范路1号", "unknown"),
    ],
)
def test_what_is_not_a_town_of_the_list(address, state):
    assert find(address, named(address)).state == state
