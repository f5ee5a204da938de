"""A month is scored when it is over, as often as one likes, by the edition in force on its last day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from shipments.quality.models import OutletDay, Score
from shipments.quality.services.performance import score_last_month, score_month
from shipments.quality.tasks import score_last_month as rung
from tests import make

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


def october(outlet=None, **figures) -> OutletDay:
    make.edition()
    given = {"deliveries": 1000, "deliveries_met": 915, "folded_at": make.NOON}
    return OutletDay.objects.create(outlet=outlet or make.outlet(), day=date(2026, 10, 20), **given | figures)


def test_an_outlet_is_scored_line_by_line():
    day = october(arrivals=1000, arrivals_met=990, fines=5)

    assert score_last_month(make.NOON) == {"scores": 1}
    found = Score.objects.get()
    assert (found.outlet, found.person, found.month) == (day.outlet, None, OCTOBER)
    assert [(line["code"], line["points"]) for line in found.lines] == [
        ("arrival", "20.00"),
        ("delivery", "15.00"),
        ("sign", None),
        ("problem", "10.00"),
        ("complaint", None),
        ("fine", "10.00"),
    ]
    assert (found.points, found.grade, found.ranked) == (Decimal("78.57"), "C", True)


def test_a_grave_violation_caps_the_grade():
    day = october(deliveries_met=1000)
    clock = make.clock(day.outlet, day=day.day)
    make.fine(make.run(clock), rule="FK1", charge="false")

    score_month(OCTOBER, at=make.NOON)

    found = Score.objects.get(person=None)
    assert (found.points, found.grade, found.vetoed) == (Decimal("100.00"), "C", "FK1")


def test_scored_again_it_follows_what_was_decided_meanwhile():
    day = october()
    score_month(OCTOBER, at=make.NOON)
    key = Score.objects.get().pk
    OutletDay.objects.filter(pk=day.pk).update(deliveries_met=1000)

    score_month(OCTOBER, at=make.NOON + timedelta(days=1))

    assert Score.objects.values_list("pk", "points").get() == (key, Decimal("100.00"))


def test_a_score_without_anything_measured_any_more_goes():
    october()
    score_month(OCTOBER, at=make.NOON)
    OutletDay.objects.all().delete()

    assert score_month(OCTOBER, at=make.NOON + timedelta(days=1)) == 0
    assert not Score.objects.exists()


def test_a_month_is_scored_when_it_is_over(capsys):
    with pytest.raises(ValueError, match="2026-11 is not over"):
        score_month(date(2026, 11, 1), at=make.NOON)
    october()

    call_command("score_month", "2026-10")
    with pytest.raises(CommandError):
        call_command("score_month", "10/2026")

    assert capsys.readouterr().out == "2026-10: 1 scores\n"


def test_beat_scores():
    make.edition()

    rung()

    assert not Score.objects.exists()
