from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from crm.shared.fields import NameField, PhoneField, PlainIntegerField, YuanField


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("１００", "100"), ("1,000", "1000"), ("1，234.50", "1234.50"),
        ("¥20", "20"), ("20元", "20"), (" 0.01 ", "0.01"),
    ],
)  # fmt: skip
def test_amounts_as_people_type_them(typed, yuan):
    assert YuanField().clean(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    "typed", ["-1", "0", "0.001", "1,00", "NaN", "Infinity", "1e9", "12\x003", "一百", "9" * 10_000]
)
def test_no_amount(typed):
    with pytest.raises(ValidationError):
        YuanField().clean(typed)


def test_empty_is_empty_where_it_may_be():
    assert YuanField(required=False).clean("") is None
    assert PlainIntegerField(required=False).clean("１２") == 12
    assert PhoneField(required=False).clean(" ") == ""


def test_names_have_one_form():
    assert NameField().clean("  ＡＢＣ　公司\u200b ") == "ABC 公司"
    with pytest.raises(ValidationError):
        NameField().clean("张\x00三")


def test_phone_is_told_what_it_should_be():
    with pytest.raises(ValidationError) as raised:
        PhoneField().clean("12")
    assert raised.value.code == "no_phone"
