"""GET /outlets/ and /outlets/{code}/."""

import pytest

from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


def test_outlet_is_told():
    outlet = make.outlet(kind="non_same_day", phone="0755-00000000", address="某路1号")

    told = Partner().get(f"/outlets/{outlet.code}/").json()

    assert told == {
        "code": outlet.code,
        "name": outlet.name,
        "region": outlet.region.code,
        "hub": outlet.hub.code,
        "kind": "non_same_day",
        "phone": "0755-00000000",
        "address": "某路1号",
        "active": True,
    }


def test_outlets_are_listed_by_code(django_assert_max_num_queries):
    for code in ("B", "C", "A"):
        make.outlet(code=code)
    partner = Partner()

    with django_assert_max_num_queries(2):  # key (once a second), outlets
        whole = partner.get("/outlets/").json()
    with django_assert_max_num_queries(2):
        first = partner.get("/outlets/", limit=1).json()

    assert [one["code"] for one in whole["results"]] == ["A", "B", "C"]
    assert whole["next"] is None
    assert [one["code"] for one in partner.client.get(first["next"]).json()["results"]] == ["B"]


def test_key_of_an_outlet_sees_its_own():
    mine, other = make.outlet(), make.outlet()
    partner = Partner(outlets=[mine])

    assert [one["code"] for one in partner.get("/outlets/").json()["results"]] == [mine.code]
    assert partner.get(f"/outlets/{other.code}/").status_code == 404
