"""Code 128 barcodes as bars: digits in pairs (set C), everything else printable ASCII (set B).

Pure. source: ISO/IEC 15417, the widths of each symbol as bar, space, bar, space, bar, space in modules.
"""

from dataclasses import dataclass
from itertools import accumulate

_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231
113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211
212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131
113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211
241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141
214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214
211232 2331112
"""
_WIDTHS = tuple(_TABLE.split())
_TO_C, _TO_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106
#: Modules left white on either side.
QUIET = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One black bar, in modules from the left edge, quiet zone included."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Code128:
    bars: tuple[Bar, ...]
    width: int


def code128(text: str) -> Code128:
    """The bars of `text`.

    raises     ValueError when it is empty or holds what set B has not
    """
    widths = [int(width) for symbol in symbols(text) for width in _WIDTHS[symbol]]
    edges = list(accumulate(widths, initial=QUIET))
    bars = tuple(Bar(edges[place], widths[place]) for place in range(0, len(widths), 2))
    return Code128(bars, edges[-1] + QUIET)


def symbols(text: str) -> list[int]:
    """The symbol values, from the start to the stop, check symbol included."""
    if not text or any(not " " <= letter <= "~" for letter in text):
        raise ValueError(f"{text!r} cannot be written in Code 128 set B")
    in_pairs = _pairs(text)
    values = [_START_C if in_pairs else _START_B]
    while text:
        if in_pairs and len(text) >= 2 and text[:2].isdigit():
            values.append(int(text[:2]))
            text = text[2:]
        elif in_pairs or _pairs(text):
            in_pairs = not in_pairs
            values.append(_TO_C if in_pairs else _TO_B)
        else:
            values.append(ord(text[0]) - 32)
            text = text[1:]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return [*values, check, _STOP]


def _pairs(text: str) -> bool:
    """Whether pairs pay from here: an even run of at least four digits, or nothing but one pair."""
    run = len(text) - len(text.lstrip("0123456789"))
    return run % 2 == 0 and (run >= 4 or (run == 2 and len(text) == 2))
