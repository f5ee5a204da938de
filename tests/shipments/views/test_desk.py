import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.accounts.roles import Role
from shipments.models import DeliveryRun, PieceArrival, ScanEvent
from tests import make

DESK, EVENTS, TALLY = "/shipments/scan/", "/shipments/scan/events/", "/shipments/scan/trip/"


def send(scene, *numbers, client=None, scans=None, **chosen):
    chosen = {"kind": "arrival", "outlet": scene.outlet.code, "trip": scene.trip.trip_no, **chosen}
    scans = scans or [{"event_id": str(uuid4()), "number": number, "ago_ms": 0} for number in numbers]
    body = json.dumps({"chosen": chosen, "scans": scans})
    return (client or scene.client()).post(EVENTS, body, content_type="application/json")


def test_page_offers_the_truck_that_came_last(scene):
    scene.truck(ago=timedelta(hours=5))
    waybill = scene.load()

    response = scene.client().get(DESK)

    assert response.context["form"]["trip"].value() == scene.trip.trip_no
    assert response.context["tally"].missing_numbers == (waybill.number,)


def test_page_says_what_is_expected_scanned_missing_and_late(scene):
    late, missing = scene.load(), scene.load(pieces=2)
    scene.scan(late, "arrival", trip=True)
    scene.scan(scene.load(), "arrival", trip=True, ago=timedelta(minutes=50))

    tally = scene.client().get(TALLY, {"trip": scene.trip.trip_no}).context["tally"]

    overdue = tally.clock.arrival_due_at < scene.now
    assert (tally.expected, tally.scanned, tally.missing) == (4, 2, 2)
    assert tally.late == (3 if overdue else 0)
    assert tally.missing_numbers == tuple(piece.number for piece in missing.pieces.order_by("number"))


def test_batch_is_answered_row_by_row_with_the_new_count(scene):
    waybill = scene.load(pieces=2)

    answer = send(scene, waybill.number, "300057900556").json()

    assert [(row["number"], row["state"]) for row in answer["rows"]] == [
        (waybill.number, "new"),
        ("300057900556", "refused"),
    ]
    assert "No such piece" in answer["rows"][1]["text"]
    assert (answer["counts"]["expected"], answer["counts"]["missing"]) == (2, 1)


def test_batch_sent_again_doubles_nothing(scene):
    waybill = scene.load()
    scans = [{"event_id": str(uuid4()), "number": waybill.number, "ago_ms": 90_000}]

    states = [send(scene, scans=scans).json()["rows"][0]["state"] for _ in range(2)]

    assert states == ["new", "new"]
    assert ScanEvent.objects.filter(kind="arrival").count() == 1


def test_scan_is_dated_back_by_what_it_waited(scene):
    waybill = scene.load()

    send(scene, scans=[{"event_id": str(uuid4()), "number": waybill.number, "ago_ms": 1_200_000}])

    event = ScanEvent.objects.get(kind="arrival")
    assert (event.received_at - event.occurred_at, event.grade) == (timedelta(minutes=20), "B")


@pytest.mark.parametrize(
    "scans",
    [
        [],
        [{"event_id": "no", "number": "1", "ago_ms": 0}],
        [{"event_id": str(uuid4()), "number": "773000000001", "ago_ms": -1}],
        [{"event_id": str(uuid4()), "number": 7, "ago_ms": 0}],
        ["773000000001"],
    ],
)
def test_what_our_page_does_not_send_is_answered_422(scene, scans):
    response = scene.client().post(EVENTS, json.dumps({"chosen": {}, "scans": scans}), content_type="application/json")

    assert response.status_code == 422


def test_signing_for_somebody_else_needs_the_name(scene):
    waybill = scene.load()
    unnamed = send(scene, waybill.number, kind="signed", relation="116")

    agreed = {"consent": "call", "consent_at": f"{timezone.localtime(scene.now - timedelta(minutes=5)):%Y-%m-%dT%H:%M}"}
    named = send(scene, waybill.number, kind="signed", relation="116", signer="陈师傅", **agreed)

    assert (unnamed.status_code, named.status_code) == (422, 200)
    assert set(unnamed.json()["errors"]) == {"signer", "consent", "consent_at"}
    assert ScanEvent.objects.get(kind="signed").detail["consent"]["how"] == "call"
    assert DeliveryRun.objects.get().signed_at is not None


def test_foreign_trip_and_foreign_outlet_are_no_choice(scene):
    other = make.outlet()
    trip = make.trip(other, planned_at=scene.now)

    answers = [send(scene, "773000000001", trip=trip.trip_no), send(scene, "773000000001", outlet=other.code)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert scene.client().get(TALLY, {"trip": trip.trip_no}).status_code == 404


def test_without_javascript_a_plain_form_takes_one_or_many(scene):
    first, second = scene.load(), scene.load()
    page = scene.client().get(DESK)
    form = {
        "batch": page.context["batch"],
        "kind": "arrival",
        "outlet": scene.outlet.code,
        "trip": scene.trip.trip_no,
        "number": first.number,
        "numbers": f"{second.number}\n300057900556\n",
    }

    response = scene.client().post(DESK, form)

    assert [row["state"] for row in response.context["rows"]] == ["refused", "new", "new"]
    assert response.context["left_over"] == "300057900556"
    assert PieceArrival.objects.exclude(scanned_at=None).count() == 2
    scene.client().post(DESK, form)
    assert ScanEvent.objects.filter(kind="arrival").count() == 2


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_headquarters_scan_nothing(scene, role):
    client = scene.client(make.user(role))

    assert client.get(DESK).status_code == 403
    assert send(scene, "773000000001", client=client).status_code == 403


def test_page_costs_the_same_for_one_piece_and_for_three(scene, django_assert_num_queries):
    client = scene.client()
    scene.load()
    with django_assert_num_queries(QUERIES):
        client.get(reverse("shipments:arrival_desk"))
    scene.load(pieces=3)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("shipments:arrival_desk"))


QUERIES = 15
