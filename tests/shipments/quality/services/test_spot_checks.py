"""Spot checks: drawn by a seed, handed out in turns, judged once; what is found stands beside its interval."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from shipments.models import ProblemRecord, Waybill
from shipments.quality.models import Fine, ProblemReview, SpotCheck, Violation
from shipments.quality.queries.spot_checks import drawn_again, next_item, results_of, sample_of
from shipments.quality.rules.sampling import sample
from shipments.quality.services.reviews import Finding
from shipments.quality.services.spot_checks import Draw, call_back, draw, judge_item
from tests import make
from tests.shipments.quality.services.test_reviews import at, charged, refused, story

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(minutes=5)


def drawn(size=3, *, seed=7, subject="waybill", rows=None, inspectors=None, **fields):
    rows = Waybill.objects.all() if rows is None else rows
    by = make.user(Role.INSPECTOR)
    return draw(rows, Draw(subject, "十一月抽查", seed, size, inspectors or [by], **fields), by=by, at=make.NOON)


def waybills(count=5, **fields):
    make.edition()
    return [make.waybill(**fields) for _ in range(count)]


def test_the_database_draws_what_the_rule_draws():
    keys = [waybill.pk for waybill in waybills(40)]

    for seed in (1, 7, -3, 2**62):
        assert [row.pk for row in sample_of(Waybill.objects.all(), 9, seed=seed)] == sample(keys, 9, seed=seed)


def test_a_check_keeps_its_seed_and_population_and_can_be_drawn_again():
    waybills(12)
    check = drawn(4, criteria={"state": "registered"})
    waybills(6)

    assert (check.population, check.size, check.seed, check.items.count()) == (12, 4, 7, 4)
    assert drawn_again(check, Waybill.objects.all())
    Waybill.objects.filter(pk=check.items.first().waybill_id).update(origin=make.outlet())
    assert not drawn_again(check, Waybill.objects.exclude(pk=check.items.first().waybill_id))


def test_items_are_handed_out_in_turns():
    waybills(5)
    one, two = make.user(Role.INSPECTOR), make.user(Role.INSPECTOR)
    check = drawn(5, inspectors=[one, two])

    assert [item.inspector for item in check.items.all()] == [one, two, one, two, one]
    assert next_item(check, two).place == 2


@pytest.mark.parametrize(
    ("size", "people", "code"), [(0, 1, "sample_size"), (1001, 1, "sample_size"), (3, 0, "no_inspectors")]
)
def test_what_cannot_be_drawn_is_refused(size, people, code):
    waybills(2)
    by = make.user(Role.INSPECTOR)

    with refused(code):
        draw(Waybill.objects.all(), Draw("waybill", "x", 1, size, [by] * people), by=by, at=make.NOON)
    with refused("no_population"):
        draw(Waybill.objects.none(), Draw("waybill", "x", 1, 3, [by]), by=by, at=make.NOON)
    assert not SpotCheck.objects.exists()


def test_a_finding_on_a_waybill_is_charged_once_and_issued_by_its_inspector():
    waybills(3)
    item = drawn(2).items.first()

    judge_item(item, Finding("improper", "快件堆放在地上"), by=item.inspector, at=LATER)

    fine = Fine.objects.get()
    assert (fine.violation.charge, fine.violation.rule, fine.yuan, fine.issuer) == ("spot", "OP1", None, item.inspector)
    assert fine.outlet == item.outlet == item.waybill.destination
    assert fine.violation.evidence["found"]["finding"] == "快件堆放在地上"
    with refused("judged_already"):
        judge_item(item, Finding("improper", "又"), by=item.inspector, at=LATER)
    fine.violation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        fine.violation.save()


def test_a_pass_charges_nothing():
    waybills(1)
    item = drawn(1).items.get()

    judge_item(item, Finding("pass"), by=item.inspector, at=LATER)

    assert not Violation.objects.exists()


def test_false_of_a_waybill_wants_its_call_back_too():
    waybills(1)
    item = drawn(1).items.get()
    false = Finding("false", "收件人称未收到")

    with refused("no_proof"):
        judge_item(item, false, by=item.inspector, at=LATER)
    call_back(item, result="no_answer", by=item.inspector, at=LATER)
    with refused("no_proof"):
        judge_item(item, false, by=item.inspector, at=LATER)
    call_back(item, result="reached", by=item.inspector, at=LATER)
    judge_item(item, false, by=item.inspector, at=LATER)

    assert Violation.objects.get().evidence["found"]["call"]["result"] == "reached"


def test_only_the_inspector_it_was_handed_to_judges_an_item():
    waybills(1)
    item = drawn(1).items.get()

    with refused("not_yours"):
        judge_item(item, Finding("pass"), by=make.user(Role.INSPECTOR), at=LATER)
    make.member(item.inspector, Role.COURIER, item.outlet)
    with refused("own_outlet"):
        judge_item(item, Finding("pass"), by=item.inspector, at=LATER)


def test_a_problem_piece_is_judged_as_in_the_queue():
    told = story("两次致电收件人王女士无人接听，约明早再送")
    check = drawn(1, subject="problem", rows=ProblemRecord.objects.all())
    item = check.items.get()
    call_back(item, result="reached", by=item.inspector, at=at("12:00"))

    judged = judge_item(item, Finding("false", "无人联系"), by=item.inspector, at=at("12:00"))
    told.sweep(at("12:01"))

    assert (judged.verdict, judged.finding, ProblemReview.objects.get().why) == ("false", "无人联系", "spot")
    assert charged(told)[-1] == ("FK1", 200, item.inspector)


def test_what_is_judged_before_or_meanwhile_is_not_judged_again():
    first, second = story(), story()
    make.proved_false(ProblemRecord.objects.get(waybill=first.waybill), at=at("12:00"))
    check = drawn(2, subject="problem", rows=ProblemRecord.objects.all())

    assert check.items.get(waybill=first.waybill).verdict == "false"
    make.proved_false(ProblemRecord.objects.get(waybill=second.waybill), at=at("12:05"))
    assert [item.verdict for item in check.items.all()] == ["false", "false"]


def test_results_per_outlet_shame_nobody_for_a_small_sample():
    bad, few, good = make.outlet(), make.outlet(), make.outlet()
    for outlet, count in ((bad, 12), (few, 1), (good, 30)):
        waybills(count, destination=outlet)
    check = drawn(43)
    for item in check.items.all():
        wrong = item.outlet in {bad, few}
        judge_item(item, Finding("improper" if wrong else "pass", "乱放"), by=item.inspector, at=LATER)

    found = {result.code: result for result in results_of(check)}

    assert [found[o.code].standing for o in (bad, few, good)] == ["worse", "unsure", "better"]
    assert (found[few.code].found, found[few.code].judged) == (1, 1)
    assert found[few.code].interval.low < 0.3
