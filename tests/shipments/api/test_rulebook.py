"""GET /rulebook/preview/."""

import pytest

from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db
LATE = {"outlet_kind": "same_day", "shift": "early", "line_haul_arrived_at": "2026-11-23T10:40:00+08:00"}


@pytest.fixture(autouse=True)
def rule_book() -> None:
    make.edition()


def due(answer):
    return {one["duty"]: (one["rule"], one["due_at"][:16]) for one in answer.json()["deadlines"]}


def test_preview_of_a_late_truck():
    answer = Partner().get(
        "/rulebook/preview/",
        **LATE,
        received_at="2026-11-23T11:05:00+08:00",
        scanned_at="2026-11-23T03:30:00Z",
    )

    assert answer.status_code == 200
    assert answer.json()["edition"] == 1
    assert due(answer) == {
        "arrival_scan": ("AS3", "2026-11-23T11:35"),
        "delivery": ("DL2", "2026-11-23T15:00"),
        "sign_entry": ("SE2", "2026-11-23T15:30"),
        "problem_delivery": ("PR6", "2026-11-23T15:30"),
        "problem_transfer": ("PR3", "2026-11-23T13:05"),
        "problem_damage": ("PR1", "2026-11-23T12:00"),
    }


def test_preview_without_a_scan_has_no_damage_deadline():
    assert "problem_damage" not in due(Partner().get("/rulebook/preview/", **LATE))


def test_preview_without_any_time_has_no_deadline():
    answer = Partner().get("/rulebook/preview/", outlet_kind="same_day", shift="mid")

    assert (answer.status_code, answer.json()) == (200, {"edition": 1, "deadlines": []})


@pytest.mark.parametrize(
    ("change", "parameter", "code"),
    [
        ({"outlet_kind": "express"}, "outlet_kind", "invalid"),
        ({"shift": ""}, "shift", "required"),
        ({"received_at": "2026-11-23T11:05:00"}, "received_at", "no_offset"),
        ({"planned_at": "2026-11-23T11:05:00Z"}, "planned_at", "unknown_parameter"),
    ],
)
def test_preview_names_wrong_parameters(change, parameter, code):
    answer = Partner().get("/rulebook/preview/", **{**LATE, **change})

    assert answer.status_code == 400
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == [(parameter, code)]


def test_preview_knows_no_time_outside_the_calendar():
    answer = Partner().get("/rulebook/preview/", **{**LATE, "received_at": "9999-12-31T23:59:59Z"})

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:yike:problem:out_of_calendar")
