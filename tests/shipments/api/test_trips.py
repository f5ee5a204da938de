"""POST, GET and PATCH of line-haul trips, and the deadlines they tell."""

from typing import Any

import pytest

from outlets.models import Outlet
from shipments.models import LineHaulTrip
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule_book() -> None:
    make.edition()


def body(outlet: Outlet, **fields: Any) -> dict[str, Any]:
    return {
        "trip_no": "GZ-20261118-1",
        "outlet": outlet.code,
        "shift": "early",
        "planned_at": "2026-11-18T06:00:00+08:00",
        "arrived_at": "2026-11-18T06:10:00+08:00",
        "unloaded_at": "2026-11-18T06:40:00+08:00",
        **fields,
    }


def test_trip_tells_when_its_goods_are_due():
    outlet = make.outlet(kind="same_day")

    answer = Partner().post("/line-haul-trips/", body(outlet))

    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert {name: told[name] for name in body(outlet)} == body(outlet)
    assert (told["edition"], told["estimated"]) == (1, False)
    assert {one["duty"]: (one["rule"], one["due_at"][11:16]) for one in told["deadlines"]} == {
        "arrival_scan": ("AS1", "09:00"),
        "delivery": ("DL1", "11:30"),
        "sign_entry": ("SE1", "14:00"),
        "problem_delivery": ("PR5", "14:00"),
        "problem_transfer": ("PR2", "10:00"),
    }
    assert all(one["source"] for one in told["deadlines"])


def test_trip_is_planned_before_it_comes():
    answer = Partner().post("/line-haul-trips/", body(make.outlet(), arrived_at=None, unloaded_at=None))

    assert answer.status_code == 201
    assert (answer.json()["arrived_at"], answer.json()["estimated"]) == (None, True)


def test_corrected_times_move_the_deadlines():
    partner = Partner()
    partner.post("/line-haul-trips/", body(make.outlet(kind="same_day")))

    late = {"arrived_at": "2026-11-18T02:40:00Z", "unloaded_at": "2026-11-18T11:05:00+08:00"}
    answer = partner.patch("/line-haul-trips/GZ-20261118-1/", late)

    assert answer.status_code == 200, answer.json()
    assert answer.json()["arrived_at"] == "2026-11-18T10:40:00+08:00"
    assert answer.json()["deadlines"][0] == {
        "duty": "arrival_scan",
        "due_at": "2026-11-18T11:35:00+08:00",
        "rule": "AS3",
        "source": answer.json()["deadlines"][0]["source"],
    }
    assert partner.get("/line-haul-trips/GZ-20261118-1/").json() == answer.json()


def test_trip_number_exists_once():
    partner, outlet = Partner(), make.outlet()
    partner.post("/line-haul-trips/", body(outlet))

    again = partner.post("/line-haul-trips/", body(outlet))

    assert (again.status_code, again.json()["type"]) == (409, "urn:yike:problem:trip_exists")


def test_truck_is_not_unloaded_before_it_comes():
    answer = Partner().post("/line-haul-trips/", body(make.outlet(), unloaded_at="2026-11-18T06:00:00+08:00"))

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:yike:problem:unloaded_before_arrival")
    assert not LineHaulTrip.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"role": "hq"}, "/role", "unknown_field"),
        ({"shift": "night"}, "/shift", "invalid"),
        ({"planned_at": "2026-11-18T06:00:00"}, "/planned_at", "no_offset"),
        ({"planned_at": "2026-11-31T06:00:00Z"}, "/planned_at", "invalid"),
        ({"planned_at": None}, "/planned_at", "null"),
        ({"trip_no": "a/b"}, "/trip_no", "pattern"),
        ({"trip_no": "x" * 41}, "/trip_no", "max_length"),
    ],
)
def test_trip_of_a_wrong_shape_is_pointed_at(change, pointer, code):
    answer = Partner().post("/line-haul-trips/", body(make.outlet(), **change))

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_trip_outside_the_calendar_is_refused(year):
    answer = Partner().post("/line-haul-trips/", body(make.outlet(), planned_at=f"{year}-01-01T00:00:00+14:00"))

    assert answer.status_code == 409


def test_trips_of_other_outlets_are_not_there():
    mine, other = make.outlet(), make.outlet()
    Partner().post("/line-haul-trips/", body(other))
    partner = Partner(outlets=[mine])

    assert partner.get("/line-haul-trips/GZ-20261118-1/").status_code == 404
    assert partner.patch("/line-haul-trips/GZ-20261118-1/", {}).status_code == 404
    assert partner.get("/line-haul-trips/").json() == {"results": [], "next": None}
    foreign = partner.post("/line-haul-trips/", body(other, trip_no="T2"))
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (404, "/outlet")


def test_trips_are_listed_by_key_newest_first(django_assert_max_num_queries):
    outlet, partner = make.outlet(), Partner()
    for number in range(3):
        partner.post("/line-haul-trips/", body(outlet, trip_no=f"T{number}"))

    with django_assert_max_num_queries(3):  # key (once a second), trips, rule book
        whole = partner.get("/line-haul-trips/").json()
    with django_assert_max_num_queries(3):
        first = partner.get("/line-haul-trips/", limit=1, outlet=outlet.code, shift="early").json()
    rest = partner.client.get(first["next"]).json()

    assert [trip["trip_no"] for trip in whole["results"]] == ["T2", "T1", "T0"]
    assert [trip["trip_no"] for trip in first["results"]] == ["T2"]
    assert first["next"].startswith("http://testserver/api/v1/line-haul-trips/?")
    assert [trip["trip_no"] for trip in rest["results"]] == ["T1"]
    assert partner.client.get(rest["next"]).json()["next"] is None
    assert partner.get("/line-haul-trips/", since="2026-11-19").json()["results"] == []
