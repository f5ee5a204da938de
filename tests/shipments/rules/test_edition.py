"""Editions: JSON there and back, and every fault of a bad one named by its path."""

import copy
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipments.rules.deadline_rows import DELIVERY
from shipments.rules.edition import DUTIES, EDITION_1, YOUNGER_RULES, Edition
from shipments.rules.rates import RATES, Rate, fine_yuan
from shipments.rules.rule_texts import RULE_TEXTS
from shipments.rules.terms import SHIFT_ALIASES, ExtensionFrom, Shift
from shipments.rules.walltime import WallTime


def with_changes(**changes: object) -> dict[str, object]:
    return copy.deepcopy(EDITION_1.to_data()) | changes


def test_edition_1_survives_json():
    assert Edition.from_data(json.loads(json.dumps(EDITION_1.to_data()))) == EDITION_1


WALL_TIMES = st.builds(WallTime, st.integers(0, 3), st.times().map(lambda one: one.replace(microsecond=0)))
AMOUNTS = st.none() | st.decimals(0, 9999, places=2)


@given(
    number=st.integers(1, 10**6),
    starts_on=st.dates(),
    cap_midday_at_20=st.booleans(),
    extension_from=st.sampled_from(ExtensionFrom),
    estimated_unload_minutes=st.integers(0, 1440),
    monitor_closes_at=WALL_TIMES,
    rates=st.lists(AMOUNTS, min_size=len(RATES), max_size=len(RATES)).map(
        lambda given: tuple(Rate(rate.code, yuan) for rate, yuan in zip(RATES, given, strict=True))
    ),
    first_by=WALL_TIMES,
)
@settings(max_examples=100, deadline=None)
def test_any_edition_survives_json(first_by, **changes):
    rows = (replace(DELIVERY[0], by=first_by), *DELIVERY[1:])
    edition = replace(EDITION_1, delivery=rows, **changes)

    assert Edition.from_data(json.loads(json.dumps(edition.to_data()))) == edition


def as_first_published() -> dict[str, object]:
    """Edition 1 as it was published before the younger fields and rules were known."""
    data = with_changes()
    for name in ("reply_windows", "weight_tolerance_grams", "weight_tolerance_percent", "performance"):
        del data[name]
    data["rates"] = {code: yuan for code, yuan in data["rates"].items() if code not in YOUNGER_RULES}
    data["texts"] = [text for text in data["texts"] if text["code"] not in YOUNGER_RULES]
    return data


def test_an_older_edition_says_what_is_shipped_of_what_it_does_not_know():
    data = as_first_published()
    kept = copy.deepcopy(data)

    assert Edition.from_data(data) == EDITION_1
    assert data == kept


def test_a_younger_rule_keeps_the_rate_that_was_set():
    rates = EDITION_1.to_data()["rates"] | {"WT1": "50.00"}

    edition = Edition.from_data(with_changes(rates=rates))

    assert (fine_yuan(edition, "WT1"), fine_yuan(edition, "OP1")) == (Decimal(50), None)


def test_every_category_of_notice_has_its_hours():
    assert EDITION_1.reply_hours == dict.fromkeys(("arrival", "sign", "problem", "spot", "weight"), 72)


def with_formula(**changes: object) -> dict[str, object]:
    return with_changes(performance=EDITION_1.to_data()["performance"] | changes)


LINES = EDITION_1.to_data()["performance"]["lines"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"lines": LINES[1:]}, "performance.lines: weights must make 100"),
        (
            {"lines": [LINES[0] | {"floor": "99.0"}, *LINES[1:]]},
            "performance.lines[0].floor: must differ from the target",
        ),
        ({"lines": [LINES[2], *LINES[1:]]}, "performance.lines: sign twice"),
        ({"grades": [{"grade": "A", "points": 60}]}, "performance.grades: must fall by `points` and end at 0"),
        (
            {"vetoes": [{"rule": "AN1", "grade": "C"}]},
            "performance.vetoes[0].rule: 'AN1' is no rule that can be broken",
        ),
        ({"vetoes": [{"rule": "FK1", "grade": "E"}]}, "performance.vetoes[0].grade: 'E' is no grade of the formula"),
    ],
)
def test_a_formula_that_gives_no_score_is_refused(changes, fault):
    with pytest.raises(ValueError, match=f"^{re.escape(fault)}"):
        Edition.from_data(with_formula(**changes))


def faulty_rows() -> list[dict[str, object]]:
    rows = EDITION_1.to_data()["delivery"]
    del rows[0]["by"]
    rows[1]["code"] = "AS1"
    rows[2]["until"] = "6pm"
    rows[3]["goods"] = ["night"]
    return rows


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"number": 0}, ["number: 0 is not a whole number from 1 to 1000000"]),
        ({"number": True}, ["number: True is not a whole number from 1 to 1000000"]),
        ({"starts_on": "soon"}, ["starts_on: 'soon' is not a day such as 2026-01-31"]),
        ({"zone": "Asia/Humen"}, ["zone: 'Asia/Humen' is no time zone"]),
        ({"late_after": "12:00"}, ["late_after: must come before midday_from"]),
        ({"cap_midday_at_20": "yes"}, ["cap_midday_at_20: 'yes' is not true or false"]),
        ({"extension_from": "luck"}, ["extension_from: 'luck' is not one of cutoff, schedule"]),
        ({"colour": "red"}, ["colour: unknown"]),
        ({"texts": 5}, ["texts: should be a list"]),
        ({"rates": []}, ["rates: should be an object"]),
        ({"reply_windows": {"arrival": 0}}, ["reply_windows.arrival: 0 is not a whole number from 1 to 720"]),
        (
            {"weight_tolerance_percent": "101"},
            ["weight_tolerance_percent: '101' is not a number from 0 to 100 with 1 decimals at most"],
        ),
        ({"banned_phrases": ["派送中"]}, ["banned_phrases[0]: should be an object"]),
        (
            {"number": None, "filler_words": ["", 3], "foo": 1},
            [
                "foo: unknown",
                "number: None is not a whole number from 1 to 1000000",
                "filler_words[0]: '' is not a text with something in it",
                "filler_words[1]: 3 is not a text with something in it",
            ],
        ),
        (
            {"arrival_scan": EDITION_1.to_data()["arrival_scan"][:3]},
            [
                "arrival_scan: rows for same_day and evening must rise by `until` and end with one without",
                "arrival_scan: rows for non_same_day and evening must rise by `until` and end with one without",
            ],
        ),
        (
            {"delivery": faulty_rows()},
            [
                "delivery[2].until: '6pm' is not a time of day such as '09:30', '24:00' or '+1 11:30'",
                "delivery[3].goods[0]: 'night' is not one of early, late_truck, mid, evening",
            ],
        ),
    ],
)
def test_every_fault_is_named_by_its_path(changes, faults):
    with pytest.raises(ValueError, match=f"^{re.escape('; '.join(faults))}$"):
        Edition.from_data(with_changes(**changes))


def test_absent_fields_are_named():
    data = with_changes()
    del data["zone"], data["rates"]

    with pytest.raises(ValueError, match=r"^zone: missing; rates: missing$"):
        Edition.from_data(data)


@pytest.mark.parametrize(
    ("code", "yuan", "fault"),
    [
        ("AS1", 1.5, "rates.AS1: 1.5 is not an amount"),
        ("AS1", "-1", "rates.AS1: '-1' is not an amount"),
        ("AS1", "1.005", "rates.AS1: '1.005' is not an amount"),
        ("AS1", "NaN", "rates.AS1: 'NaN' is not an amount"),
        ("XX9", "1", "rates.XX9: unknown rule"),
    ],
)
def test_odd_amounts_are_refused(code, yuan, fault):
    with pytest.raises(ValueError, match=f"^{re.escape(fault)}"):
        Edition.from_data(with_changes(rates=EDITION_1.to_data()["rates"] | {code: yuan}))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"by": None}, "delivery[0]: names no deadline (by, within or with_delivery)"),
        ({"code": "AS1"}, "delivery[0].code: 'AS1' is no rule of this duty"),
        ({"with_delivery": True}, "delivery[0].with_delivery: this duty does not wait for the delivery"),
        ({"until": WallTime.of("10:00")}, "delivery: rows for same_day and early must rise by `until`"),
    ],
)
def test_rows_that_decide_nothing_are_refused(change, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        replace(EDITION_1, delivery=(replace(DELIVERY[0], **change), *DELIVERY[1:]))


def test_rows_in_the_wrong_order_are_refused():
    first, second, third, fourth, *others = DELIVERY

    with pytest.raises(ValueError, match="delivery: rows for same_day and mid must rise"):
        replace(EDITION_1, delivery=(first, second, fourth, third, *others))


def test_a_phrase_is_banned_once():
    with pytest.raises(ValueError, match="'加班派' twice"):
        replace(EDITION_1, banned_phrases=EDITION_1.banned_phrases + EDITION_1.banned_phrases[:1])


def test_a_rule_has_one_text():
    with pytest.raises(ValueError, match=r"texts.AS1: twice"):
        replace(EDITION_1, texts=EDITION_1.texts + EDITION_1.texts[:1])


def test_edition_1_serves_history():
    assert EDITION_1.starts_on == date(2000, 1, 1)


def test_every_rule_that_can_be_broken_has_a_text_and_every_row_a_rate():
    texts = {text.code for text in RULE_TEXTS}
    rates = {rate.code for rate in RATES}
    rows = {row.code for duty in DUTIES for row in getattr(EDITION_1, duty)}

    assert rates - texts == set()
    assert rows | {"SE6", "PR1", "PR9", "IV1", "IV2", "FK1", "OP1", "WT1"} == rates
    assert texts - rates == {"AS5", "AN1", "AN2", "MO1"}


def test_a_rule_without_a_source_is_a_gap():
    assert all(text.source or text.confidence == "G" for text in RULE_TEXTS)


@pytest.mark.parametrize(
    ("rule", "yuan"),
    [("AS1", "1"), ("DL3", "100"), ("PR9", "100"), ("IV2", "100"), ("FK1", "200"), ("SE1", None), ("PR1", None)],
)
def test_rates_are_those_of_the_text(rule, yuan):
    assert fine_yuan(EDITION_1, rule) == (yuan and Decimal(yuan))


@pytest.mark.parametrize("lookup", [EDITION_1.text, lambda rule: fine_yuan(EDITION_1, rule)])
def test_unknown_rules_are_no_rules(lookup):
    with pytest.raises(KeyError, match="ZZ1"):
        lookup("ZZ1")


def test_text_is_found_by_its_code():
    assert EDITION_1.text("DL1").source == "上午派件11:30点前完成"


def test_the_early_run_is_also_called_the_late_one():
    assert SHIFT_ALIASES["晚班件"] is Shift.EARLY


@pytest.mark.parametrize("written", ["09:30", "09:30:15", "24:00", "+1 11:30", "+2 00:00", "00:00"])
def test_wall_times_read_as_they_are_written(written):
    assert str(WallTime.of(written)) == written


@pytest.mark.parametrize("written", ["9:30", "25:00", "24:01", "11:60", "noon", "-1 11:30", ""])
def test_other_wall_times_are_refused(written):
    with pytest.raises(ValueError):
        WallTime.of(written)
