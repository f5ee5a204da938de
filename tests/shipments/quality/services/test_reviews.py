"""The review queue: what waits there, one inspector each, three verdicts and what each costs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from shipments.models import Call, CallRetry, DeliveryRun, ProblemRecord
from shipments.quality.models import Fine, ProblemReview
from shipments.quality.services.reviews import (
    Finding,
    call_back,
    claim,
    claim_next,
    consequences,
    fill_queue,
    judge,
)
from shipments.queries.problems import notices_of
from tests import make
from tests.story import Story, wall

pytestmark = pytest.mark.django_db
DAY = "2026-11-23"
#: A forbidden phrase beside a whole sentence: for a person to judge.
DOUBTFUL = "下大雨，两次致电收件人无人接听，已与收件人约定明日上午九点送达"


def refused(code):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def at(clock, day=DAY):
    return wall(f"{day} {clock}")


def story(matter=DOUBTFUL, registered="11:00", **fields):
    """Goods of the early truck whose delivery is due at 11:30; a problem is registered in time."""
    told = Story(arrived=at("07:30"), unloaded=at("08:00"))
    told.arrive(at("08:10"))
    told.problem(at(registered), "delivery", matter=matter, occurred_at=at("10:50"), **fields)
    return told


def queued(told=None):
    told = told or story()
    fill_queue(at("12:00"))
    return ProblemReview.objects.get(problem__waybill=told.waybill)


def proved(review, by, when):
    call_back(review, result="reached", note="没有人打过电话", by=by, at=when)
    return judge(review, Finding("false", "收件人称当日无人联系"), by=by, at=when)


def charged(told):
    fines = Fine.objects.filter(violation__waybill=told.waybill).exclude(state="void")
    fines = fines.exclude(violation__charge="sign").order_by("violation__rule")
    return [(fine.violation.rule, fine.yuan, fine.issuer) for fine in fines]


def test_the_queue_holds_what_no_rule_may_judge_and_holds_it_once():
    doubtful, clear, improper = story(), story("两次致电收件人王女士无人接听，约明早再送"), story("下大雨")

    assert fill_queue(at("10:59")) == 0
    assert fill_queue(at("12:00")) == 1
    assert fill_queue(at("12:01")) == 0

    review = ProblemReview.objects.get()
    assert (review.problem.waybill, review.why, review.outlet) == (doubtful.waybill, "remark", doubtful.outlet)
    assert {clear.waybill, improper.waybill}.isdisjoint({review.problem.waybill})


def late_by_a_doubtful_clock():
    """Registered too late, as a message says that came a day and a half afterwards."""
    told = Story(arrived=at("07:30"), unloaded=at("08:00"))
    told.arrive(at("08:10"))
    words = {
        "category": "delivery",
        "occurred_at": at("11:00").isoformat(),
        "contact": "张先生",
        "phone": "13800000000",
    }
    words |= {"phone": "13800000000", "matter": "收件人出差，要求改到明天上午十点以后派送"}
    told.tell("problem", at("14:30"), received=at("23:00", "2026-11-28"), detail={"problem": words})
    return told


def test_what_came_by_a_clock_that_proves_nothing_waits_for_its_time():
    late_by_a_doubtful_clock()

    assert fill_queue(at("23:01", "2026-11-28")) == 1
    assert ProblemReview.objects.get().why == "time"


def test_a_record_that_was_withdrawn_waits_for_nobody():
    review = queued()
    ProblemRecord.objects.update(withdrawn=True)

    fill_queue(at("12:01"))

    assert not ProblemReview.objects.exists()
    with refused("review_gone"):
        claim(review, by=make.user(Role.INSPECTOR), at=at("12:02"))


def test_each_inspector_gets_another_piece_the_oldest_first():
    first, second = story(), story(registered="11:05")
    fill_queue(at("12:00"))
    one, two, three = (make.user(Role.INSPECTOR) for _ in range(3))

    assert claim_next(by=one, at=at("12:00")).problem.waybill == first.waybill
    assert claim_next(by=two, at=at("12:01")).problem.waybill == second.waybill
    assert claim_next(by=three, at=at("12:02")) is None
    assert claim_next(by=one, at=at("12:03")).problem.waybill == first.waybill


def test_a_claim_ends_by_itself_after_half_an_hour():
    review = queued()
    one, two = make.user(Role.INSPECTOR), make.user(Role.INSPECTOR)
    claim(review, by=one, at=at("12:00"))

    with refused("claimed"):
        claim(review, by=two, at=at("12:29"))
    assert claim_next(by=two, at=at("12:30")) == review
    with refused("claimed"):
        judge(review, Finding("pass"), by=one, at=at("12:31"))


def test_pieces_of_one_s_own_outlet_are_judged_by_others():
    review, by = queued(), make.user(Role.INSPECTOR)
    make.member(by, Role.COURIER, review.outlet)

    assert claim_next(by=by, at=at("12:00")) is None
    with refused("own_outlet"):
        judge(review, Finding("pass"), by=by, at=at("12:00"))


def test_a_pass_lifts_the_delivery_for_good():
    told = story()
    judge(queued(told), Finding("pass"), by=make.user(Role.INSPECTOR), at=at("12:00"))
    told.sweep(at("03:00", "2026-11-25"))
    told.tell("delivered", at("09:00", "2026-11-24"))
    told.sweep(at("03:00", "2026-11-26"))

    run = DeliveryRun.objects.get(waybill=told.waybill)
    assert (run.lifted_at, run.doubtful) == (at("11:00"), False)
    assert charged(told) == []


@pytest.mark.parametrize("ruling", ["IV1", "IV2"])
def test_improper_costs_one_delay_issued_by_its_judge(ruling):
    told, by = story(), make.user(Role.INSPECTOR)
    judge(queued(told), Finding("improper", "下雨不是理由", ruling), by=by, at=at("12:00"))
    told.sweep(at("12:01"))
    told.sweep(at("12:02"))

    assert charged(told) == [(ruling, Decimal("100.00"), by)]


def test_false_before_the_delivery_was_due_costs_fk1_alone():
    told, by = story(), make.user(Role.INSPECTOR)
    told.tell("delivered", at("11:20"))
    review = proved(queued(told), by, at("12:00"))
    for clock in (at("12:01"), at("03:00", "2026-11-25")):
        told.sweep(clock)

    assert not review.delay_established
    assert charged(told) == [("FK1", Decimal("200.00"), by)]


@pytest.mark.parametrize("delivered", ["13:00", None])
def test_false_and_late_costs_the_delay_on_top_as_the_rule_says(delivered):
    told, by = story(), make.user(Role.INSPECTOR)
    if delivered:
        told.tell("delivered", at(delivered))
    review = queued(told)
    says = consequences(review.problem, at=at("14:00"))
    review = proved(review, by, at("14:00"))
    for clock in (at("14:01"), at("03:00", "2026-11-25")):
        told.sweep(clock)

    assert review.delay_established
    due = [(says.delay_rule, says.delay_yuan, by), ("FK1", says.yuan, by)]
    assert charged(told) == due == [("DL1", Decimal(100), by), ("FK1", Decimal(200), by)]


def test_the_fine_s_evidence_holds_the_call_back():
    told = story()
    proved(queued(told), make.user(Role.INSPECTOR), at("12:00"))
    told.sweep(at("12:01"))

    proof = Fine.objects.get(violation__charge="false").violation.evidence["verdict"]
    assert (proof["reason"], proof["call"]["result"], proof["call"]["note"]) == (
        "收件人称当日无人联系",
        "reached",
        "没有人打过电话",
    )


def test_false_is_never_said_without_a_call_that_was_answered():
    review, by = queued(), make.user(Role.INSPECTOR)
    false = Finding("false", "假的")

    with refused("no_proof"):
        judge(review, false, by=by, at=at("12:00"))
    for result in ("no_answer", "wrong_number"):
        call_back(review, result=result, by=by, at=at("12:01"))
        with refused("no_proof"):
            judge(review, false, by=by, at=at("12:02"))
    make.call(review.problem.waybill, result="reached", at=at("12:03"))
    with refused("no_proof"):
        judge(review, false, by=by, at=at("12:04"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemReview.objects.update(verdict="false", judged_by=by, judged_at=at("12:05"), call=None)


def test_a_call_back_is_no_notice_and_asks_nobody_to_call_again():
    review = queued()
    make.call(review.problem.waybill, at=at("09:00"))

    call_back(review, result="no_answer", by=make.user(Role.INSPECTOR), at=at("12:00"))

    assert CallRetry.objects.get(done_at=None).call.checks is False
    assert notices_of(review.problem.waybill).first_at == at("09:00")
    assert Call.objects.get(checks=True).outlet == review.outlet


@pytest.mark.parametrize(
    "finding", [Finding("false"), Finding("improper", ruling="IV1"), Finding("improper", "x"), Finding("")]
)
def test_a_verdict_against_the_outlet_says_what_was_found(finding):
    review, by = queued(), make.user(Role.INSPECTOR)
    call_back(review, result="reached", by=by, at=at("12:00"))

    with pytest.raises(Refused):
        judge(review, finding, by=by, at=at("12:00"))
    assert ProblemReview.objects.get().verdict == ""


def test_a_piece_is_judged_once():
    review, by = queued(), make.user(Role.INSPECTOR)
    judge(review, Finding("pass"), by=by, at=at("12:00"))

    with refused("judged_already"):
        judge(review, Finding("improper", "x", "IV1"), by=by, at=at("12:01"))


def test_what_a_person_rules_late_costs_the_late_registration():
    told, by, now = late_by_a_doubtful_clock(), make.user(Role.INSPECTOR), at("23:01", "2026-11-28")
    fill_queue(now)

    judge(ProblemReview.objects.get(), Finding("improper", "电话记录证明晚登记", "late"), by=by, at=now)
    told.sweep(now)

    assert charged(told) == [("PR5", Decimal(100), by)]


@pytest.mark.django_db(transaction=True)
def test_many_inspectors_at_once_never_work_on_the_same_piece():
    make.edition()
    for minute in range(6):
        story(registered=f"11:{minute:02d}")
    fill_queue(at("12:00"))
    people = [make.user(Role.INSPECTOR) for _ in range(8)]

    def take(person):
        try:
            found = claim_next(by=person, at=at("12:00") + timedelta(seconds=1))
            return found and found.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = [pk for pk in pool.map(take, people) if pk]

    assert len(taken) == len(set(taken))
    assert ProblemReview.objects.exclude(claimed_by=None).count() == len(taken)
