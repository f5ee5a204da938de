"""POST /scans/."""

from datetime import datetime, timedelta
from datetime import timezone as tz
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from outlets.models import Outlet
from shipments.models import PieceArrival, ProblemRecord, ScanEvent, Waybill
from tests import make
from tests.partner import Partner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule_book() -> None:
    make.edition()


def event(waybill: Waybill, outlet: Outlet, *, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "event_id": str(uuid4()),
        "kind": "arrival",
        "piece": waybill.number,
        "outlet": outlet.code,
        "occurred_at": (at or timezone.now()).isoformat(),
        **fields,
    }


def receipt(answer: Any) -> tuple[int, int, list[tuple[int, str]]]:
    assert answer.status_code == 200, answer.json()
    told = answer.json()
    return told["accepted"], told["duplicates"], [(one["index"], one["code"]) for one in told["rejected"]]


def test_event_is_kept_once_however_often_it_is_sent():
    waybill, partner = make.waybill(), Partner()
    sent = {"events": [event(waybill, waybill.destination, operator="王小明")]}

    assert receipt(partner.post("/scans/", sent)) == (1, 0, [])
    assert receipt(partner.post("/scans/", sent)) == (0, 1, [])

    kept = ScanEvent.objects.get()
    assert (kept.kind, kept.grade, kept.detail["operator"]) == ("arrival", "A", "王小明")
    assert kept.source == f"partner:{partner.row.prefix}"
    assert PieceArrival.objects.get().outlet == waybill.destination


BAD: list[tuple[Any, str]] = [
    (7, "invalid"),
    ([], "invalid"),
    (None, "invalid"),
    ({"colour": "red"}, "unknown_field"),
    ({"outlet_id": 7}, "unknown_field"),
    ({"event_id": "1"}, "invalid"),
    ({"event_id": None}, "required"),
    ({"kind": "arrived"}, "invalid"),
    ({"kind": ["arrival"]}, "invalid"),
    ({"piece": "12"}, "invalid"),
    ({"piece": 300057900556}, "invalid"),
    ({"piece": "999999999999"}, "unknown_piece"),
    ({"outlet": "NOWHERE"}, "unknown_outlet"),
    ({"outlet": "\x00"}, "invalid"),
    ({"trip_no": "NONE"}, "unknown_trip"),
    ({"kind": "problem", "problem": {"category": "delivery", "reason": "nowhere"}}, "unknown_reason"),
    ({"kind": "problem", "problem": {"category": "delivery", "reason": 7}}, "invalid"),
    ({"occurred_at": "2026-11-18T09:00:00"}, "no_offset"),
    ({"occurred_at": "now"}, "invalid"),
    ({"occurred_at": 1763427600}, "invalid"),
    ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "out_of_calendar"),
    ({"shift": "night"}, "invalid"),
    ({"operator": "a\x00b"}, "invalid"),
    ({"operator": "\ud800"}, "invalid"),
    ({"operator": "长" * 61}, "invalid"),
    ({"signer_relation": "999"}, "invalid"),
    ({"consent": "call"}, "invalid"),
    ({"consent": {"how": "shout", "at": "2026-11-18T09:00:00+08:00"}}, "invalid"),
    ({"consent": {"how": "call"}}, "required"),
    ({"consent": {"how": "call", "at": "2026-11-18T09:00:00+08:00", "by": "me"}}, "unknown_field"),
    ({"kind": "problem"}, "required"),
    ({"kind": "problem", "problem": {"category": "rain"}}, "invalid"),
    ({"kind": "problem", "problem": {"category": "other", "x": 1}}, "unknown_field"),
    ({"problem": {"category": "other"}}, "invalid"),
    ({"corrects": "0192f3a4-5b6c-7d8e-9f00-112233445566"}, "unknown_event"),
    ({"weight_kg": -1}, "invalid"),
]


def test_bad_events_are_named_and_good_ones_kept():
    waybill = make.waybill()
    good = [event(waybill, waybill.destination), event(waybill, waybill.destination, kind="out_for_delivery")]
    bad = [
        {**event(waybill, waybill.destination), **change} if isinstance(change, dict) else change
        for change, _code in BAD
    ]

    answer = Partner().post("/scans/", {"events": [good[0], *bad, good[1]]})

    assert receipt(answer) == (2, 0, [(index, code) for index, (_change, code) in enumerate(BAD, 1)])
    assert answer.json()["rejected"][3]["event_id"] == bad[3]["event_id"]
    assert answer.json()["rejected"][0]["event_id"] is None
    assert ScanEvent.objects.count() == 2


def test_future_begins_after_two_minutes():
    waybill, now = make.waybill(), timezone.now()
    soon = event(waybill, waybill.destination, at=now + timedelta(seconds=110))
    later = event(waybill, waybill.destination, at=now + timedelta(seconds=150))

    assert receipt(Partner().post("/scans/", {"events": [soon, later]})) == (1, 0, [(1, "in_future")])


def test_offsets_of_any_size_are_instants():
    waybill, now = make.waybill(), timezone.now()
    far = now.astimezone(tz(timedelta(hours=23, minutes=59)))

    assert receipt(Partner().post("/scans/", {"events": [event(waybill, waybill.destination, at=far)]})) == (1, 0, [])
    assert ScanEvent.objects.get().occurred_at == now


def test_event_of_a_foreign_outlet_is_rejected():
    waybill, mine = make.waybill(), make.outlet()

    answer = Partner(outlets=[mine]).post(
        "/scans/", {"events": [event(waybill, waybill.destination), event(waybill, mine)]}
    )

    assert receipt(answer) == (1, 0, [(0, "foreign_outlet")])


@pytest.mark.parametrize(
    "body", [[], {}, {"events": []}, {"events": {}}, {"events": [{}] * 1001}, {"events": [{}], "source": "me"}, "x"]
)
def test_only_a_body_without_events_is_refused(body):
    answer = Partner().post("/scans/", body)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"]


def test_ages_make_grades():
    waybill, partner, now = make.waybill(), Partner(), timezone.now()
    ages = [timedelta(minutes=9), timedelta(minutes=11), timedelta(hours=71), timedelta(hours=73)]
    events = [event(waybill, waybill.destination, kind="weigh", at=now - age) for age in ages]

    partner.post("/scans/", {"events": events})

    grades = {str(kept.event_id): kept.grade for kept in ScanEvent.objects.all()}
    assert [grades[one["event_id"]] for one in events] == ["A", "B", "B", "C"]


def test_empty_talk_that_comes_past_the_form_is_taken_and_judged():
    outlet = make.outlet(kind="same_day")
    waybill, partner = make.waybill(destination=outlet), Partner()
    problem = {"category": "delivery", "reason": "no_answer", "occurred_at": timezone.now().isoformat()}
    problem |= {"contact": "王先生", "phone": "19912345678", "matter": "派 送 中，请稍等！"}

    sent = event(waybill, outlet, kind="problem", problem=problem)

    assert receipt(partner.post("/scans/", {"events": [sent]})) == (1, 0, [])
    record = ProblemRecord.objects.get()
    assert (record.remark, record.phrases, record.reason_id) == ("IV2", ["派送中"], "no_answer")
    told = partner.get(f"/shipments/{waybill.number}/").json()["events"][0]["problem"]
    assert told["reason"] == "no_answer"


def test_shipment_tells_its_events_and_duties():
    outlet = make.outlet(kind="same_day")
    waybill, partner, now = make.waybill(destination=outlet), Partner(), timezone.now()
    problem = {
        "category": "delivery",
        "occurred_at": now.isoformat(),
        "contact": "王先生",
        "phone": "19912345678",
        "matter": "收件人要求改约，电话19912345678",
    }
    consent = {"how": "call", "at": now.isoformat()}
    sent = [
        event(waybill, outlet, at=now - timedelta(minutes=3)),
        event(waybill, outlet, at=now - timedelta(minutes=2), kind="out_for_delivery"),
        event(waybill, outlet, at=now - timedelta(minutes=1), kind="problem", problem=problem),
        event(waybill, outlet, kind="signed", signer="赵六", signer_relation=116, consent=consent),
    ]
    assert receipt(partner.post("/scans/", {"events": sent})) == (4, 0, [])

    told = partner.get(f"/shipments/{waybill.number}/").json()

    assert [one["event_id"] for one in told["events"]] == [one["event_id"] for one in sent]
    assert told["events"][2]["problem"] == {
        "category": "delivery",
        "reason": None,
        "occurred_at": told["events"][2]["problem"]["occurred_at"],
        "contact": "王**",
        "phone": "199******78",
        "matter": "收件人要求改约，电话199******78",
    }
    assert (told["events"][3]["signer"], told["events"][3]["signer_relation"]) == ("赵**", "116")
    assert told["events"][3]["consent"] == consent and told["events"][0]["consent"] is None
    assert told["pieces"][0]["state"] == "signed"
    assert {duty["kind"] for duty in told["duties"]} == {"arrival_scan", "delivery", "sign_entry", "problem"}
    assert all(duty["outlet"] == outlet.code and duty["edition"] == 1 for duty in told["duties"])


def test_a_thousand_events_take_few_queries(django_assert_max_num_queries):
    outlet = make.outlet()
    waybills = [make.waybill(destination=outlet) for _number in range(4)]
    trip_partner = Partner()
    trip = {"trip_no": "T1", "outlet": outlet.code, "shift": "early", "planned_at": timezone.now().isoformat()}
    assert trip_partner.post("/line-haul-trips/", trip).status_code == 201
    events = [event(waybills[number % 4], outlet, trip_no="T1") for number in range(1000)]

    with django_assert_max_num_queries(25):
        answer = trip_partner.post("/scans/", {"events": events})

    assert receipt(answer) == (1000, 0, [])


AGREED = {"how": "call", "at": "2026-11-18T08:00:00+08:00"}
LATER = {"how": "call", "at": "2999-11-18T08:00:00+08:00"}
PROXIES = [
    ("delivered", {"signer_relation": "101"}, ""),
    ("signed", {"signer_relation": "101"}, ""),
    ("delivered", {}, ""),
    ("delivered", {"signer_relation": "102"}, ""),
    ("delivered", {"signer_relation": "111", "consent": AGREED}, ""),
    ("delivered", {"signer_relation": "116", "consent": AGREED}, ""),
    ("signed", {"signer_relation": "116", "consent": AGREED}, ""),
    ("signed", {"signer_relation": "116"}, ""),
    ("signed", {"signer_relation": "116", "consent": AGREED, "signer": "13800001111"}, "signer_no_name"),
    ("signed", {"signer_relation": "116", "consent": AGREED, "signer": "王芳"}, ""),
    ("signed", {"signer_relation": "125"}, ""),
    ("signed", {"signer_relation": "125", "consent": LATER}, "out_of_calendar"),
    ("out_for_delivery", {"signer_relation": "125"}, ""),
]


@pytest.mark.parametrize(("kind", "told", "code"), PROXIES)
@pytest.mark.parametrize("more", [0, 1])
def test_what_is_told_of_who_took_it_is_checked_and_what_is_not_is_owed(kind, told, code, more):
    waybill = make.waybill()
    others = [event(waybill, waybill.destination) for _ in range(more)]

    answer = Partner().post("/scans/", {"events": [event(waybill, waybill.destination, kind=kind, **told), *others]})

    assert receipt(answer)[2] == ([(0, code)] if code else [])
    assert ScanEvent.objects.count() == more + (not code)


def test_consent_is_older_than_the_event():
    waybill, at = make.waybill(), timezone.now()
    consent = {"how": "message", "at": (at + timedelta(seconds=1)).isoformat()}

    answer = Partner().post(
        "/scans/",
        {"events": [event(waybill, waybill.destination, at=at, kind="signed", signer_relation="107", consent=consent)]},
    )

    assert receipt(answer)[2] == [(0, "consent_in_future")]
