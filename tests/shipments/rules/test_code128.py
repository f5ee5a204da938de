import pytest

from shipments.rules.code128 import _WIDTHS, QUIET, code128, symbols


def decoded(text):
    """Read the drawn bars back, module by module, as a scanner would."""
    drawn = code128(text)
    black = {module for bar in drawn.bars for module in range(bar.x, bar.x + bar.width)}
    row = "".join("1" if module in black else "0" for module in range(QUIET, drawn.width - QUIET))
    widths, last = [], 0
    for place in range(1, len(row) + 1):
        if place == len(row) or row[place] != row[place - 1]:
            widths.append(str(place - last))
            last = place
    read = ["".join(widths[start : start + 6]) for start in range(0, len(widths) - 7, 6)]
    return [_WIDTHS.index(symbol) for symbol in [*read, "".join(widths[-7:])]]


def test_every_symbol_is_eleven_modules_with_an_even_number_of_black_ones():
    assert {sum(map(int, each)) for each in _WIDTHS[:-1]} == {11}
    assert {sum(map(int, each[::2])) % 2 for each in _WIDTHS[:-1]} == {0}
    assert len(set(_WIDTHS)) == len(_WIDTHS) == 107


def test_check_symbol_of_a_published_example():
    assert symbols("Wikipedia")[-2] == 88


NUMBERS = ["300057900556", "773000000001001", "JT5093417796631", "773000000001R", "12", "~ 1234"]


@pytest.mark.parametrize("text", NUMBERS)
def test_drawn_bars_read_back_as_the_symbols(text):
    assert decoded(text) == symbols(text)


def test_twelve_digits_take_six_pairs():
    assert symbols("300057900556")[:-2] == [105, 30, 0, 57, 90, 5, 56]


@pytest.mark.parametrize("text", ["", "运单", "a\n"])
def test_what_set_b_has_not_is_refused(text):
    with pytest.raises(ValueError, match="set B"):
        code128(text)
