from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crm.imports.rules import cells
from crm.imports.rules.cells import BadCell


@pytest.mark.parametrize(
    "written",
    ["13812345678", "１３８１２３４５６７８", "+86 138 1234 5678", "0086-13812345678", "138-1234-5678"],
)
def test_phone_has_one_form(written):
    assert cells.phone(written) == "13812345678"


def test_phone_of_a_landline_keeps_its_hyphens():
    assert cells.phone("0755-1234 5678-12") == "0755-12345678-12"


@pytest.mark.parametrize(
    ("reader", "written", "code"),
    [
        (cells.phone, "1.38E+10", "scientific"),
        (cells.phone, "find me", "not_a_phone"),
        (cells.code(20), "7.73E+12", "scientific"),
        (cells.code(20), "a;b", "not_a_code"),
        (cells.code(3), "1234", "too_long"),
        (cells.text(3), "一二三四", "too_long"),
        (cells.instant, "18.11.26", "not_an_instant"),
        (cells.instant, "2026-02-30 10:00", "not_an_instant"),
        (cells.clock, "25:00", "not_a_clock"),
        (cells.truth, "maybe", "not_a_truth"),
        (cells.decimal(2, most=Decimal(100)), "1.005", "too_many_decimals"),
        (cells.decimal(2, most=Decimal(100)), "NaN", "number_outside"),
        (cells.decimal(2, most=Decimal(100)), "-1", "number_outside"),
        (cells.decimal(2, most=Decimal(100)), "one", "not_a_number"),
        (cells.one_of({"是": True}), "x", "unknown_word"),
        (cells.uuid, "12", "not_a_uuid"),
    ],
)
def test_bad_cell_names_its_reason(reader, written, code):
    with pytest.raises(BadCell) as bad:
        reader(written)

    assert bad.value.code == code


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-18 06:00", datetime(2026, 11, 17, 22, 0, tzinfo=UTC)),
        ("2026/11/18 6:00:30", datetime(2026, 11, 17, 22, 0, 30, tzinfo=UTC)),
        ("2026年11月18日 06:00", datetime(2026, 11, 17, 22, 0, tzinfo=UTC)),
        ("2026-11-18T06:00:00.5Z", datetime(2026, 11, 18, 6, 0, 0, 500000, tzinfo=UTC)),
        ("2026-11-18T06:00+0000", datetime(2026, 11, 18, 6, 0, tzinfo=UTC)),
    ],
)
def test_instant_without_offset_is_the_networks(written, utc):
    assert cells.instant(written) == utc


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '"=1', " =1"])
def test_formula_is_disarmed_and_read_back(formula):
    safe = cells.safe(formula)

    assert safe == "'" + formula
    assert cells.clean(safe) == cells.clean(formula)


def test_clean_strips_the_invisible_and_keeps_rare_han():
    assert cells.clean(" \u202e𠮷\u200b田\x00 ") == "𠮷田"
