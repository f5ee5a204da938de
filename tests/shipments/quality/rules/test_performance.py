"""The published formula: points in proportion, grades at their edges, the veto, and who is ranked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shipments.quality.rules.performance import Counted, Tally, score
from shipments.rules.performance_formula import FORMULA, Measure, Veto


def tally(volume=1000, *, broken=(), **counts) -> Tally:
    return Tally(volume, {Measure(code): Counted(*pair) for code, pair in counts.items()}, broken)


def line(code, count, of):
    found = score(tally(**{code: (count, of)}), FORMULA, minimum=0)
    return next(each for each in found.lines if each.line.code == code)


@pytest.mark.parametrize(
    ("code", "count", "of", "value", "points"),
    [
        ("arrival", 99, 100, "99.00", "20.00"),
        ("arrival", 100, 100, "100.00", "20.00"),
        ("arrival", 945, 1000, "94.50", "10.00"),
        ("arrival", 90, 100, "90.00", "0.00"),
        ("arrival", 1, 100, "1.00", "0.00"),
        ("problem", 2, 1000, "2.00", "10.00"),
        ("problem", 11, 1000, "11.00", "5.00"),
        ("problem", 20, 1000, "20.00", "0.00"),
        ("complaint", 1, 10_000, "1.00", "10.00"),
        ("fine", 0, 1000, "0.00", "10.00"),
    ],
)
def test_points_lie_between_floor_and_target(code, count, of, value, points):
    found = line(code, count, of)

    assert (found.value, found.points) == (Decimal(value), Decimal(points))


def test_what_was_not_measured_drops_out_and_the_rest_makes_the_hundred():
    found = score(tally(delivery=(98, 100), sign=(85, 100)), FORMULA, minimum=0)

    assert found.points == Decimal("60.00")
    assert [each.points for each in found.lines].count(None) == 4


def test_nothing_measured_is_no_score():
    assert score(tally(delivery=(0, 0)), FORMULA, minimum=0) is None


@pytest.mark.parametrize(("met", "grade"), [(9670, "A"), (9669, "B"), (9540, "B"), (9280, "C"), (9279, "D")])
def test_grades_begin_at_their_points(met, grade):
    assert score(tally(delivery=(met, 10_000)), FORMULA, minimum=0).grade == grade


def test_one_grave_violation_caps_the_grade_and_never_lifts_it():
    good = score(tally(delivery=(100, 100), broken=["FK1", "DL1"]), FORMULA, minimum=0)
    poor = score(tally(delivery=(1, 100), broken=["FK1"]), FORMULA, minimum=0)

    assert (good.points, good.earned, good.grade, good.vetoed) == (Decimal(100), "A", "C", "FK1")
    assert (poor.grade, poor.vetoed) == ("D", "")


def test_of_several_vetoes_the_hardest_counts():
    formula = replace(FORMULA, vetoes=(Veto("DL1", "B"), Veto("FK1", "D"), Veto("OP1", "C")))

    found = score(tally(delivery=(100, 100), broken=["OP1", "DL1", "FK1"]), formula, minimum=0)

    assert (found.grade, found.vetoed) == ("D", "FK1")


@pytest.mark.parametrize(("volume", "ranked"), [(999, False), (1000, True)])
def test_below_the_smallest_volume_nobody_is_ranked(volume, ranked):
    assert score(tally(volume, delivery=(1, 1)), FORMULA, minimum=1000).ranked is ranked


def test_a_line_below_six_tenths_is_weak():
    assert [line("arrival", met, 10_000).weak for met in (9539, 9540)] == [True, False]
