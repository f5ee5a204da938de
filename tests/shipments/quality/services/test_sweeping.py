"""The main job: from what happened to the fines that stand."""

import uuid
from decimal import Decimal

import pytest
from django.db.models import Sum

from shipments.quality.models import LedgerEntry, Violation
from tests.story import Story, wall

pytestmark = pytest.mark.django_db

ARRIVED, UNLOADED = wall("2026-11-18 05:40"), wall("2026-11-18 06:10")
CLOSING = wall("2026-11-19 02:00")


def early(**options):
    return Story(arrived=ARRIVED, unloaded=UNLOADED, **options)


def test_a_late_arrival_scan_costs_one_yuan_a_piece_at_the_next_tick():
    story = early(pieces=4, receipt=True)
    story.arrive(wall("2026-11-18 09:00:01"))

    story.sweep(wall("2026-11-18 09:01"))

    assert story.fines() == [("AS1", "1.00")] * 5
    assert LedgerEntry.objects.aggregate(yuan=Sum("yuan"))["yuan"] == Decimal("5.00")


def test_a_scan_on_the_second_is_in_time():
    story = early()
    story.arrive(wall("2026-11-18 09:00"))

    story.sweep(wall("2026-11-18 09:01"))

    assert story.fines() == []


def test_sweeping_twice_fines_once():
    story = early()
    story.arrive(wall("2026-11-18 09:05"))
    story.sweep(wall("2026-11-18 09:06"))

    counts = story.sweep(wall("2026-11-18 09:07"))

    assert story.fines() == [("AS1", "1.00")]
    assert counts["judge_arrivals"] == {"duties": 0, "posted": 0, "voided": 0}


def test_what_was_never_done_is_charged_once_when_the_monitor_day_closes():
    story = early()
    story.sweep(wall("2026-11-18 23:59"))
    assert story.fines() == []

    for at in (CLOSING, wall("2026-11-20 02:00"), wall("2026-11-21 02:00")):
        story.sweep(at)

    assert story.fines() == [("AS1", "1.00"), ("DL1", "100.00"), ("SE1", None)]


def test_evidence_of_a_late_scan_is_frozen_whole():
    story = early()
    story.arrive(wall("2026-11-18 09:05"), received=wall("2026-11-18 09:06"))
    story.sweep(wall("2026-11-18 09:07"))

    evidence = Violation.objects.get().evidence

    assert evidence["rule"] == "AS1"
    assert evidence["edition"] == 1
    assert evidence["grade"] == "A"
    assert evidence["error_ms"] == 0
    assert evidence["never_done"] is False
    assert evidence["inputs"]["unloaded_at"] == "2026-11-18T06:10:00+08:00"
    assert {
        "rule_text_zh",
        "rule_text_en",
        "source",
        "due_at",
        "device_at",
        "occurred_at",
        "received_at",
        "event_id",
    } <= (set(evidence))


def test_what_was_done_after_the_day_closed_is_charged_at_its_closing():
    story = early()
    story.arrive(wall("2026-11-19 08:00"))
    story.tell("signed", wall("2026-11-19 10:00"))

    story.sweep(CLOSING)

    assert story.fines() == [("AS1", "1.00"), ("DL1", "100.00"), ("SE1", None)]


@pytest.mark.parametrize(("told", "category"), [({"contact": ""}, "delivery"), ({}, "damage")])
def test_evidence_of_a_problem_record_has_the_three_times_too(told, category):
    story = early()
    story.arrive(wall("2026-11-18 08:00"))
    story.problem(wall("2026-11-18 10:00"), category=category, **told)
    story.sweep(wall("2026-11-18 10:01"))

    evidence = Violation.objects.get().evidence

    assert {"device_at", "occurred_at", "received_at", "event_id", "error_ms", "grade"} <= set(evidence)


def test_a_better_scan_of_the_same_day_voids():
    story = early()
    story.arrive(wall("2026-11-18 09:20"))
    story.sweep(wall("2026-11-18 09:21"))

    story.arrive(wall("2026-11-18 08:55"), received=wall("2026-11-18 09:40"))
    story.sweep(wall("2026-11-18 09:41"))

    assert story.fines() == []
    assert story.fines(standing=False) == [("AS1", "1.00")]


def test_a_late_upload_from_before_the_deadline_voids_with_a_reversal():
    story = early()
    story.sweep(CLOSING)

    story.arrive(wall("2026-11-18 08:55"), received=wall("2026-11-19 03:00"))
    story.sweep(wall("2026-11-19 03:01"))

    assert story.fines(standing=False) == [("AS1", "1.00")]
    assert ("AS1", "1.00") not in story.fines()
    entries = LedgerEntry.objects.filter(fine__violation__rule="AS1").values_list("kind", "yuan")
    assert list(entries) == [("fine", Decimal("1.00")), ("reversal", Decimal("-1.00"))]
    assert Violation.objects.get(rule="AS1").void_reason == "in_time"


@pytest.mark.parametrize(("error_ms", "void"), [(300_000, True), (301_000, False)])
def test_only_a_band_wholly_before_the_deadline_voids(error_ms, void):
    story = early()
    story.sweep(CLOSING)

    story.arrive(wall("2026-11-18 08:55"), received=wall("2026-11-19 03:00"), error_ms=error_ms, grade="B")
    story.sweep(wall("2026-11-19 03:01"))

    assert (("AS1", "1.00") in story.fines(standing=False)) is void


@pytest.mark.parametrize(("error_ms", "fined"), [(4_999, True), (5_000, False)])
def test_only_a_band_wholly_past_the_deadline_is_fined(error_ms, fined):
    story = early()
    story.arrive(wall("2026-11-18 09:00:05"), error_ms=error_ms, grade="B")

    story.sweep(wall("2026-11-18 09:10"))

    assert bool(story.fines()) is fined


@pytest.mark.parametrize("grade", ["C", "D"])
def test_no_machine_fines_a_doubtful_clock(grade):
    story = early()
    story.arrive(wall("2026-11-18 10:00"), grade=grade)

    story.sweep(wall("2026-11-18 10:01"))

    assert story.fines() == []


def test_a_truck_reported_late_afterwards_moves_the_deadlines_and_voids():
    story = Story(planned=wall("2026-11-18 06:00"))
    story.arrive(wall("2026-11-18 11:30"))
    story.sweep(wall("2026-11-18 11:31"))
    assert story.fines() == [("AS1", "1.00")]

    story.correct(wall("2026-11-18 12:00"), arrived_at=wall("2026-11-18 10:40"), unloaded_at=wall("2026-11-18 11:05"))
    story.sweep(wall("2026-11-18 12:01"))

    assert story.fines() == []
    assert story.fines(standing=False) == [("AS1", "1.00")]
    assert story.trip.clock.arrival_rule == "AS3"


def test_a_truck_corrected_to_earlier_posts_what_now_holds():
    story = Story(arrived=wall("2026-11-18 10:40"), unloaded=wall("2026-11-18 11:05"))
    story.arrive(wall("2026-11-18 11:30"))
    story.sweep(wall("2026-11-18 11:31"))
    assert story.fines() == []

    story.correct(wall("2026-11-18 12:00"), arrived_at=ARRIVED, unloaded_at=UNLOADED)
    story.sweep(wall("2026-11-18 12:01"))

    assert story.fines() == [("AS1", "1.00")]


def test_a_voided_fine_comes_back_when_it_holds_again():
    story = early()
    story.arrive(wall("2026-11-18 09:30"))
    story.sweep(wall("2026-11-18 09:31"))
    late = {"arrived_at": wall("2026-11-18 09:40"), "unloaded_at": wall("2026-11-18 09:50")}

    for times in (late, {"arrived_at": ARRIVED, "unloaded_at": UNLOADED}):
        story.correct(wall("2026-11-18 12:00"), **times)
        story.sweep(wall("2026-11-18 12:01"))

    assert story.fines() == [("AS1", "1.00")]
    assert story.fines(standing=False) == [("AS1", "1.00")]


def test_pieces_of_a_truck_that_never_came_are_not_missed():
    story = Story(planned=wall("2026-11-18 06:00"))

    story.sweep(wall("2026-11-20 02:00"))

    assert story.fines() == []


def test_a_late_delivery_costs_a_hundred_and_a_late_entry_has_no_rate():
    story = early()
    story.arrive(wall("2026-11-18 08:00"))
    story.tell("signed", wall("2026-11-18 14:00:01"), detail={"signer": "张三", "signer_relation": "101"})

    story.sweep(wall("2026-11-18 14:01"))

    assert story.fines() == [("DL1", "100.00"), ("SE1", None)]


def test_delivery_and_entry_have_their_own_clocks():
    story = early()
    story.tell("delivered", wall("2026-11-18 11:30"))
    story.tell("signed", wall("2026-11-18 14:00"))
    story.arrive(wall("2026-11-18 08:00"), received=wall("2026-11-18 14:01"))

    story.sweep(CLOSING)

    assert story.fines() == []


def test_a_valid_problem_in_time_lifts_delivery_and_entry():
    story = early()
    story.arrive(wall("2026-11-18 08:00"))
    story.problem(wall("2026-11-18 11:20"))

    story.sweep(CLOSING)

    assert story.fines() == []


def test_one_delay_fine_a_run_whatever_comes_together():
    story = early()
    story.arrive(wall("2026-11-18 08:00"))
    story.problem(wall("2026-11-18 14:01"), occurred_at=wall("2026-11-18 11:20"))
    story.problem(wall("2026-11-18 15:00"), matter="派送中")
    story.sweep(wall("2026-11-18 15:01"))

    story.sweep(CLOSING)

    assert [rule for rule, yuan in story.fines() if yuan == "100.00"] == ["PR5"]


@pytest.mark.parametrize(
    ("told", "rule"),
    [({"contact": ""}, "IV1"), ({"phone": " "}, "IV1"), ({"occurred_at": None}, "IV1"), ({"matter": "派送中"}, "IV2")],
)
def test_an_improper_record_costs_a_hundred(told, rule):
    story = early()
    story.arrive(wall("2026-11-18 08:00"))
    story.tell("delivered", wall("2026-11-18 11:00"))
    story.tell("signed", wall("2026-11-18 12:00"))
    story.problem(wall("2026-11-18 10:00"), **told)

    story.sweep(wall("2026-11-18 12:01"))

    assert story.fines() == [(rule, "100.00")]


def test_a_banned_word_inside_a_complete_remark_is_for_a_person():
    story = early()
    story.arrive(wall("2026-11-18 08:00"))
    story.problem(wall("2026-11-18 10:00"), matter="11:00张先生13800000000因下大雨要求改约明早派送")

    story.sweep(CLOSING)

    assert story.fines() == []


def test_a_late_damage_report_has_no_rate():
    story = early()
    story.arrive(wall("2026-11-18 08:50"))
    story.problem(wall("2026-11-18 09:40"), category="damage")
    story.tell("signed", wall("2026-11-18 10:00"))

    story.sweep(wall("2026-11-18 10:01"))

    assert story.fines() == [("PR1", None)]


def test_goods_between_half_past_seven_and_eight_in_the_evening_are_reviewed():
    story = Story(shift="evening", arrived=wall("2026-11-18 19:20"), unloaded=wall("2026-11-18 19:40"))
    story.arrive(wall("2026-11-18 19:50"))
    story.tell("signed", wall("2026-11-18 20:20"))

    story.sweep(CLOSING)

    assert story.fines() == []


def test_a_withdrawn_scan_no_longer_counts():
    story = early()
    event = "6b2b6f2e-0000-4000-8000-000000000001"

    story.tell("arrival", wall("2026-11-18 08:00"), trip=True, event_id=uuid.UUID(event))
    story.tell("void", wall("2026-11-18 09:30"), corrects=uuid.UUID(event))
    story.sweep(CLOSING)

    assert ("AS1", "1.00") in story.fines()


def test_a_sweep_as_of_an_earlier_instant_knows_nothing_of_what_came_after():
    story = early()
    story.arrive(wall("2026-11-18 09:05"))
    story.tell("signed", wall("2026-11-18 14:30"))
    story.problem(wall("2026-11-18 15:00"), contact="")

    story.sweep(wall("2026-11-18 09:04"))
    assert story.fines() == []
    story.sweep(wall("2026-11-18 09:05"))
    assert story.fines() == [("AS1", "1.00")]
    story.sweep(wall("2026-11-18 14:31"))
    assert story.fines() == [("AS1", "1.00"), ("DL1", "100.00"), ("SE1", None)]
