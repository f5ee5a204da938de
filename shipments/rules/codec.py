"""Plain JSON data to frozen dataclasses and back, naming every fault by its path.

Pure. A codec reads one value (`read(value, path, faults)`) and writes it (`write(value)`). A reader that
finds a fault appends "path: what is wrong" and returns None; whoever holds `faults` decides at the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from shipments.rules.walltime import WallTime

Read = Callable[[Any, str, list[str]], Any]
Write = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Codec:
    read: Read
    write: Write


def _same(value: Any) -> Any:
    return value


def _scalar(parse: Callable[[Any], Any], wanted: str, write: Write = _same) -> Codec:
    def read(value: Any, path: str, faults: list[str]) -> Any:
        try:
            return parse(value)
        except (TypeError, ValueError, InvalidOperation):
            faults.append(f"{path}: {value!r} is not {wanted}")
            return None

    return Codec(read, write)


def _typed(kind: type) -> Callable[[Any], Any]:
    def parse(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return parse


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def _money(value: Any) -> Decimal:
    if type(value) not in (str, int):
        raise TypeError
    yuan = Decimal(value)
    if not yuan.is_finite() or yuan < 0 or yuan >= 10**8 or yuan != round(yuan, 2):
        raise ValueError
    return round(yuan, 2)


def _exact(places: int, low: Decimal, high: Decimal) -> Callable[[Any], Decimal]:
    def parse(value: Any) -> Decimal:
        if type(value) not in (str, int):
            raise TypeError
        number = Decimal(value)
        if not number.is_finite() or not low <= number <= high or number != round(number, places):
            raise ValueError
        return round(number, places)

    return parse


def _bounded(low: int, high: int) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError
        return value

    return parse


flag = _scalar(_typed(bool), "true or false")
text = _scalar(_text, "a text with something in it")
any_text = _scalar(_typed(str), "a text")
day = _scalar(date.fromisoformat, "a day such as 2026-01-31", date.isoformat)
wall_time = _scalar(WallTime.of, "a time of day such as '09:30', '24:00' or '+1 11:30'", str)
money = _scalar(_money, 'an amount of yuan such as "100.00"', str)


def whole(low: int, high: int) -> Codec:
    return _scalar(_bounded(low, high), f"a whole number from {low} to {high}")


def decimal(places: int, low: str, high: str) -> Codec:
    parse = _exact(places, Decimal(low), Decimal(high))
    return _scalar(parse, f"a number from {low} to {high} with {places} decimals at most", str)


def choice(of: type[StrEnum]) -> Codec:
    return _scalar(of, "one of " + ", ".join(of), str)


def optional(inner: Codec) -> Codec:
    return Codec(
        lambda value, path, faults: None if value is None else inner.read(value, path, faults),
        lambda value: None if value is None else inner.write(value),
    )


def rows(inner: Codec) -> Codec:
    """A JSON list, a tuple here."""

    def read(value: Any, path: str, faults: list[str]) -> Any:
        if not isinstance(value, list):
            faults.append(f"{path}: should be a list")
            return None
        return tuple(inner.read(item, f"{path}[{index}]", faults) for index, item in enumerate(value))

    return Codec(read, lambda value: [inner.write(item) for item in value])


def pairs(row: type, inner: Codec) -> Codec:
    """A JSON object from key to value; here a tuple of two-field rows in the same order."""
    key, value_name = (field.name for field in fields(row))

    def read(value: Any, path: str, faults: list[str]) -> Any:
        if not isinstance(value, Mapping):
            faults.append(f"{path}: should be an object")
            return None
        return tuple(row(name, inner.read(item, f"{path}.{name}", faults)) for name, item in value.items())

    return Codec(read, lambda value: {getattr(one, key): inner.write(getattr(one, value_name)) for one in value})


def record(row: type, /, *, brief: bool = False, **parts: Codec) -> Codec:
    """A JSON object; a dataclass here. Fields with a default may be left out, unknown ones may not be in.

    brief      whether what is at its default is left out in writing too
    """
    defaults = {field.name: field.default for field in fields(row)}

    def read(value: Any, path: str, faults: list[str]) -> Any:
        if not isinstance(value, Mapping):
            faults.append(f"{path or 'edition'}: should be an object")
            return None
        prefix = f"{path}." if path else ""
        before = len(faults)
        faults += [f"{prefix}{name}: unknown" for name in value if name not in parts]
        faults += [f"{prefix}{name}: missing" for name in parts if name not in value and defaults[name] is MISSING]
        given = {name: part.read(value[name], prefix + name, faults) for name, part in parts.items() if name in value}
        return None if len(faults) > before else row(**given)

    def write(value: Any) -> dict[str, Any]:
        return {
            name: part.write(getattr(value, name))
            for name, part in parts.items()
            if not brief or getattr(value, name) != defaults[name]
        }

    return Codec(read, write)
