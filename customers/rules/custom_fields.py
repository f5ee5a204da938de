"""Values of the fields that headquarters added to customer files: read from what was typed or sent, told to people.

Pure. A value is kept as JSON has it: a text, a number, true or false; a day as 2026-11-24. None is no value.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST = 200
#: Digits of a number before and behind the point: a double holds them exactly.
WHOLE, PLACES = 10, 4
YES = frozenset({"是", "有", "对", "yes", "y", "true", "1", "√"})
NO = frozenset({"否", "无", "不", "no", "n", "false", "0", "×"})
TYPES = ("text", "number", "day", "choice", "yes_no")


class WrongValue(ValueError):
    """What a field cannot hold.

    code   not_a_text, too_long, not_a_number, out_of_range, not_a_day, not_a_choice, not_yes_or_no, required, unknown
    """

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code, self.field = code, field


@dataclass(frozen=True, slots=True)
class Spec:
    """What a field takes. `type` is one of TYPES."""

    code: str
    type: str
    choices: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False


def read(spec: Spec, told: Any) -> Any:
    """The value that is kept; None for nothing.

    told     a text as typed or imported, or the value itself as JSON has it
    raises   WrongValue
    """
    if told is None or (isinstance(told, str) and not told.strip()):
        if spec.required:
            raise WrongValue("required", spec.code)
        return None
    try:
        return _READERS[spec.type](spec, told.strip() if isinstance(told, str) else told)
    except WrongValue as wrong:
        raise WrongValue(wrong.code, spec.code) from None


def said(spec: Spec, value: Any) -> str:
    """The value as text: of yes and no the words 是 and 否. What is said is read as the same value again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


def _text(spec: Spec, told: Any) -> str:
    if not isinstance(told, str):
        raise WrongValue("not_a_text")
    if len(told) > LONGEST:
        raise WrongValue("too_long")
    return told


def _number(spec: Spec, told: Any) -> int | float:
    try:
        number = Decimal(str(told).replace(",", "")) if not isinstance(told, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise WrongValue("not_a_number")
    if abs(number) >= 10**WHOLE or round(number, PLACES) != number:
        raise WrongValue("out_of_range")
    return int(number) if number == int(number) else float(number)


def _day(spec: Spec, told: Any) -> str:
    text = told.isoformat()[:10] if isinstance(told, date) else str(told)
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text, re.ASCII)
    try:
        day = date(*map(int, parts.groups())) if parts else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2099:
        raise WrongValue("not_a_day")
    return day.isoformat()


def _choice(spec: Spec, told: Any) -> str:
    if told not in spec.choices:
        raise WrongValue("not_a_choice")
    return str(told)


def _yes_no(spec: Spec, told: Any) -> bool:
    if isinstance(told, bool):
        return told
    word = str(told).lower()
    if word not in YES | NO:
        raise WrongValue("not_yes_or_no")
    return word in YES


_READERS = {"text": _text, "number": _number, "day": _day, "choice": _choice, "yes_no": _yes_no}
