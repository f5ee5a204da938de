"""What somebody means who writes this into the tracking box: numbers, a telephone or its end, or a name.

Pure. Waybills and telephones are told apart by their shape; an eleven-digit number may be either and is sought as both.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from shipments.rules.numbers import clean_number, is_number

#: One paste answers so many numbers.
MOST_NUMBERS = 100
SHORTEST_NAME = 2

_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0\d{2,3}[ -]?\d{7,8}")
_TAIL = re.compile(r"\d{4}")
#: Blanks inside a number as printed stand between groups of four; longer groups are numbers of their own.
_LONG_GROUPS = re.compile(r"[0-9A-Za-z]{8,}(?:[ \u3000]+[0-9A-Za-z]{8,})+")


@dataclass(frozen=True, slots=True)
class Sought:
    """
    numbers   waybills and pieces, cleaned, each once, in their order
    phones    whole telephone numbers, digits only
    tails     last four digits of a telephone
    names     of customers or receivers
    unclear   what is none of these, as it was written
    cut       True: more than MOST_NUMBERS were pasted, the rest is left out
    """

    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    cut: bool = False


@dataclass(slots=True)
class _Sorted:
    numbers: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    tails: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def sought_in(text: str) -> Sought:
    """Each line of a paste, or each part between commas, semicolons and tabs, is one thing sought."""
    plain = "".join(
        ch for ch in unicodedata.normalize("NFKC", text).replace("、", ",") if ch.isprintable() or ch in "\n\r\t"
    )
    plain = _LONG_GROUPS.sub(lambda found: ",".join(found[0].split()), plain)
    found = _Sorted()
    parts = [part.strip() for part in re.split(r"[\n\r,;\t]+", plain)]
    for part in dict.fromkeys(filter(None, parts)):
        _sort(part, found)
    numbers = list(dict.fromkeys(found.numbers))
    return Sought(
        numbers=tuple(numbers[:MOST_NUMBERS]),
        phones=tuple(dict.fromkeys(found.phones))[:MOST_NUMBERS],
        tails=tuple(dict.fromkeys(found.tails))[:MOST_NUMBERS],
        names=tuple(dict.fromkeys(found.names))[:MOST_NUMBERS],
        unclear=tuple(found.unclear[:MOST_NUMBERS]),
        cut=max(map(len, (numbers, found.phones, found.tails, found.names, found.unclear))) > MOST_NUMBERS,
    )


def _sort(part: str, found: _Sorted) -> None:
    digits = re.sub(r"[\s()\-]", "", part)
    if _TAIL.fullmatch(digits):
        found.tails.append(digits)
    elif mobile := _MOBILE.fullmatch(digits):
        found.phones.append(mobile[1])
        if digits == mobile[1]:
            found.numbers.append(digits)
    elif _LANDLINE.fullmatch(part):
        found.phones.append(digits)
        found.numbers.append(digits)
    elif is_number(number := clean_number(part)) and any(map(str.isdigit, number)):
        found.numbers.append(number)
    elif len(part) >= SHORTEST_NAME and any(map(str.isalpha, part)):
        found.names.append(part)
    else:
        found.unclear.append(part)


def phone_tail(phone: str) -> str:
    """The last four digits, by which a customer on the telephone is found; empty when there are fewer."""
    digits = "".join(ch for ch in unicodedata.normalize("NFKC", phone) if ch.isdecimal() and ch.isascii())
    return digits[-4:] if len(digits) >= 4 else ""
