"""The rule of tiers at its edges, and the back-test that accepts thresholds."""

from dataclasses import replace

import pytest

from customers.rules.tier_backtest import backtest
from customers.rules.tiers import SHIPPED, UNIT, Figures, Thresholds, factors, figures, ranked, reason, verdict

STEADY = Figures(parcels=130, scaled=130 * UNIT, weeks_known=13, mean=10.0, excess_cv=0.3, zero_share=0.0, before=0.3)


def told(**changes):
    return STEADY._replace(**changes)


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, "A"),
        ({"before": 0.6999}, "A"),
        ({"before": 0.70}, "B"),
        ({"before": 0.7999}, "B"),
        ({"before": 0.80}, "C"),
        ({"excess_cv": 0.50}, "A"),
        ({"excess_cv": 0.5001}, "B"),
        ({"zero_share": 0.15}, "A"),
        ({"zero_share": 2 / 13}, "B"),
        ({"weeks_known": 8}, "A"),
        ({"weeks_known": 7}, "C"),
        ({"scaled": 8 * UNIT}, "A"),
        ({"scaled": 8 * UNIT - 1}, "C"),
        ({"scaled": 0, "excess_cv": None}, "C"),
    ],
)
def test_the_first_tier(changes, tier):
    found = verdict(told(**changes), SHIPPED)
    assert (found.tier, found.provisional) == (tier, changes.get("weeks_known") == 7)


@pytest.mark.parametrize(
    ("was", "changes", "indicated"),
    [
        ("B", {"before": 0.69}, "B"),
        ("B", {"before": 0.6799}, "A"),
        ("B", {"excess_cv": 0.46}, "B"),
        ("B", {"zero_share": 0.11}, "B"),
        ("A", {"before": 0.7399}, "A"),
        ("A", {"before": 0.74}, "B"),
        ("A", {"excess_cv": 0.60}, "A"),
        ("A", {"excess_cv": 0.61}, "B"),
        ("A", {"zero_share": 0.20}, "A"),
        ("A", {"zero_share": 0.21}, "B"),
        ("A", {"before": 0.83}, "C"),
        ("B", {"before": 0.8199}, "B"),
        ("B", {"before": 0.82}, "C"),
        ("C", {"before": 0.79}, "C"),
        ("C", {"before": 0.7899, "excess_cv": 2.0}, "B"),
        ("C", {"before": 0.2}, "A"),
        ("A", {"scaled": 7 * UNIT}, "C"),
    ],
)
def test_rising_is_stricter_and_staying_looser(was, changes, indicated):
    """It moves only when the evaluation before leaned the same way."""
    one = verdict(told(**changes), SHIPPED, was=was)
    assert (one.indicated, one.tier, one.leaning) == (indicated, was, "" if indicated == was else indicated)
    again = verdict(told(**changes), SHIPPED, was=was, leaning=one.leaning)
    assert (again.tier, again.leaning) == (indicated, "")


@pytest.mark.parametrize(
    ("was", "leaning", "tier", "after"),
    [("B", "C", "B", "A"), ("B", "A", "A", ""), ("C", "B", "A", ""), ("C", "", "C", "A")],
)
def test_two_evaluations_agree_on_the_direction(was, leaning, tier, after):
    """The figures say A: leaning down before it does not agree, leaning up a step does."""
    found = verdict(STEADY, SHIPPED, was=was, leaning=leaning)
    assert (found.tier, found.leaning) == (tier, after)


def test_a_lean_is_forgotten_when_the_next_evaluation_does_not_agree():
    assert verdict(told(before=0.72), SHIPPED, was="A", leaning="B").leaning == ""


def test_weeks_are_scaled_to_six_working_days_and_short_ones_left_out():
    factor = factors({0: 6, 1: 3, 2: 2, 3: 7, 4: 5, 5: 4})
    assert factor == {0: 70, 1: 140, 3: 60, 4: 84, 5: 105}
    found = figures({0: 6, 1: 3, 2: 50, 3: 7, 4: 5, 5: 4}, factor, 0)
    assert (found.parcels, found.scaled, found.weeks_known, found.mean) == (25, 6 * 5 * 70, 5, 6.0)
    assert (found.excess_cv, found.zero_share) == (0.0, 0.0)


def test_the_noise_of_counting_is_taken_off_and_weeks_before_the_first_do_not_count():
    noise = figures(dict(enumerate([1, 3, 5, 2, 4, 3, 1, 5])), dict.fromkeys(range(8), UNIT), 0)
    assert noise.excess_cv == 0.0
    wild = figures({0: 100, 2: 300}, dict.fromkeys(range(4), UNIT), 0)
    assert wild.excess_cv == pytest.approx(((20000 - 100) ** 0.5) / 100)
    late = figures({6: 5, 7: 5}, dict.fromkeys(range(8), UNIT), 6)
    assert (late.weeks_known, late.zero_share) == (2, 0.0)
    assert figures({}, dict.fromkeys(range(8), UNIT), 9) is None
    assert figures({0: 3}, {0: UNIT}, 0).excess_cv == 0.0


def test_larger_ones_come_first_and_equals_by_their_id():
    assert ranked([(3, 10), (1, 10), (2, 20)]) == [(2, 1, 0.0), (1, 2, 0.5), (3, 3, 0.75)]
    assert ranked([(1, 0)]) == [(1, 1, 1.0)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weeks_known": 3}, "new"),
        ({"scaled": 9}, "few"),
        ({}, "steady"),
        ({"excess_cv": 0.7}, "unsteady"),
        ({"zero_share": 0.3}, "gaps"),
        ({"before": 0.75}, "middle"),
        ({"before": 0.9}, "small"),
    ],
)
def test_every_first_tier_has_its_reason(changes, code):
    figures_ = told(**changes)
    assert reason(figures_, SHIPPED, was="", found=verdict(figures_, SHIPPED).tier) == (code, SHIPPED.first)


def test_thresholds_are_read_back_and_every_fault_is_named():
    assert Thresholds.from_data(SHIPPED.to_data()) == SHIPPED
    with pytest.raises(ValueError) as faults:
        Thresholds.from_data({"first": {"a_share": 2}, "weeks": True})
    assert str(faults.value).count(";") == 13
    steep = replace(SHIPPED, up=SHIPPED.down).to_data()
    with pytest.raises(ValueError, match="up.cv"):
        Thresholds.from_data(steep)


def test_a_backtest_measures_what_came_after_each_evaluation():
    """Ten equal steady shippers, of whom the smallest falls silent, and one who comes later."""
    history = {f"c{n}": dict.fromkeys(range(30), 100 - n) for n in range(9)}
    history["gone"] = dict.fromkeys(range(14), 20)
    history["new"] = dict.fromkeys(range(17, 30), 50)
    report = backtest(history, [UNIT] * 30, SHIPPED, window=13, ahead=4, step=4)

    assert report.evaluations == 4
    assert report.tiers["A"].silent == 0 and report.tiers["C"].silent == 3
    assert report.volume == sum(sum(s.get(p, 0) for p in range(13, 29)) for s in history.values())
    assert dict(report.conditions())["volume"] and not dict(report.conditions())["customers"]
