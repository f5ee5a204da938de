import pytest

from customers.rules.custom_fields import Spec, WrongValue, read, said

CHOICE = ("大", "小")


@pytest.mark.parametrize(
    ("type_", "told", "kept", "text"),
    [
        ("text", " 易碎 ", "易碎", "易碎"),
        ("text", "  ", None, ""),
        ("number", "1,250.50", 1250.5, "1250.5"),
        ("number", 30, 30, "30"),
        ("number", "0.0001", 0.0001, "0.0001"),
        ("day", "2026年1月9日", "2026-01-09", "2026-01-09"),
        ("day", "2026/1/9", "2026-01-09", "2026-01-09"),
        ("choice", "大", "大", "大"),
        ("yes_no", "是", True, "是"),
        ("yes_no", "N", False, "否"),
        ("yes_no", False, False, "否"),
    ],
)
def test_a_value_is_read_and_said_again(type_, told, kept, text):
    spec = Spec("f", type_, CHOICE)

    assert (read(spec, told), said(spec, kept)) == (kept, text)
    assert read(spec, text) == kept


@pytest.mark.parametrize(
    ("type_", "told", "code"),
    [
        ("text", 5, "not_a_text"),
        ("text", "长" * 201, "too_long"),
        ("number", "1.38E+10", "out_of_range"),
        ("number", "nan", "not_a_number"),
        ("number", True, "not_a_number"),
        ("number", "0.00001", "out_of_range"),
        ("number", "9" * 11, "out_of_range"),
        ("day", "2026-02-30", "not_a_day"),
        ("day", "9/1/2026", "not_a_day"),
        ("choice", "中", "not_a_choice"),
        ("choice", [], "not_a_choice"),
        ("yes_no", "maybe", "not_yes_or_no"),
    ],
)
def test_what_a_field_cannot_hold(type_, told, code):
    with pytest.raises(WrongValue) as wrong:
        read(Spec("f", type_, CHOICE), told)

    assert (wrong.value.code, wrong.value.field) == (code, "f")


def test_what_must_have_a_value():
    with pytest.raises(WrongValue, match="required"):
        read(Spec("f", "text", required=True), "")
