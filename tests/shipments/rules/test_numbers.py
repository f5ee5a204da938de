import pytest

from shipments.rules.numbers import clean_number, is_number, numbers_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3000 5790 0556\t", "300057900556"),
        ("jt5093417796631", "JT5093417796631"),
        ("３０００５７９００５５６", "300057900556"),
        ("0012-3456", "00123456"),
    ],
)
def test_number_is_cleaned(text, number):
    assert clean_number(text) == number


@pytest.mark.parametrize(
    ("number", "is_one"),
    [("12345", False), ("123456", True), ("1" * 32, True), ("1" * 33, False), ("12345!", False), ("", False)],
)
def test_number_has_six_to_32_letters_and_digits(number, is_one):
    assert is_number(number) is is_one


def test_pasted_numbers_come_once_each_and_in_order():
    assert list(numbers_in("300057900556\r\n 3000 5790 0557；300057900556、jt1234567\n\n")) == [
        "300057900556",
        "300057900557",
        "JT1234567",
    ]
