"""Fields of request bodies, strict: a text is a text, a number a number, a time has its offset.

Serializers here check shape only and say so in the schema; rules are the services', writing is theirs too.
"""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override
from rest_framework import serializers

from crm.shared.errors import Refused
from crm.shared.instants import NoOffset, in_calendar, read_instant, shown

#: Marks that change how a text is read but cannot be seen: joiners, direction overrides, the BOM.
INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\r\n]+")
_BLANK = r"\x00-\x20\x7f\x85\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff"
_ANY = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*"
_SOMETHING = f"^{_ANY}[^{_BLANK}]{_ANY}$"


def clean_text(text: str) -> str:
    """One line without invisible marks.

    raises   ValueError for control characters
    """
    if _CONTROL.search(text):
        raise ValueError(text)
    return _INVISIBLE.sub("", _BREAKS.sub(" ", text)).strip()


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses names it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := data.keys() - self.fields.keys()):
            raise serializers.ValidationError(
                {
                    name: [serializers.ErrorDetail(_("There is no such field."), "unknown_field")]
                    for name in sorted(unknown)
                }
            )
        return super().to_internal_value(data)


class Text(serializers.Field[Any, Any, Any, Any]):
    """One line of text with something in it.

    pattern   what the cleaned text must match as a whole; also told in the schema
    clean     narrows a text to its one form before the pattern is looked at
    """

    default_error_messages = {
        "invalid": _("Not a text."),
        "control": _("Contains control characters."),
        "blank": _("Must not be empty."),
        "max_length": _("Longer than {max_length} characters."),
        "pattern": _("Not in the form of this field."),
    }

    def __init__(self, max_length: int, *, pattern: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length, self.pattern = max_length, pattern
        told = f"^{pattern}$" if pattern else _SOMETHING
        set_override(self, "field", {"type": "string", "minLength": 1, "maxLength": max_length, "pattern": told})

    def clean(self, text: str) -> str:
        return clean_text(text)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            text = self.clean(data)
        except ValueError:
            self.fail("control")
        if not text:
            self.fail("blank")
        if len(text) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        if self.pattern and not re.fullmatch(self.pattern, text):
            self.fail("pattern")
        return text

    def to_representation(self, value: Any) -> str:
        return str(value)


class Phone(Text):
    """A telephone number; of a mobile one, full-width digits, blanks and the country's prefix make no difference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(30, pattern=r"\+?[0-9(][0-9 ()*#.-]{1,27}[0-9)*#]", **kwargs)

    def clean(self, text: str) -> str:
        narrow = unicodedata.normalize("NFKC", clean_text(text))
        mobile = re.fullmatch(r"(?:(?:\+|00)86)?(1\d{10})", re.sub(r"[ ()-]", "", narrow))
        return mobile[1] if mobile else narrow


class Choice(serializers.Field[Any, Any, Any, Any]):
    default_error_messages = {"invalid": _("Must be one of: {choices}.")}

    def __init__(self, choices: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = [str(choice) for choice in choices]
        set_override(self, "field", {"type": "string", "enum": self.choices})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid", choices=", ".join(self.choices))
        return data

    def to_representation(self, value: Any) -> str:
        return str(value)


class Instant(serializers.Field[Any, Any, Any, Any]):
    default_error_messages = {
        "invalid": _("Not a time in ISO 8601, such as 2026-11-24T09:30:00+08:00."),
        "no_offset": _("The time has no offset, such as +08:00 or Z."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        set_override(self, "field", {"type": "string", "format": "date-time"})

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            at = read_instant(data)
        except NoOffset:
            self.fail("no_offset")
        except ValueError:
            self.fail("invalid")
        if not in_calendar(at):
            raise Refused(_("This time lies outside the network's calendar (2000 to 2099)."), code="out_of_calendar")
        return at

    def to_representation(self, value: datetime) -> str | None:
        return shown(value)


class Day(serializers.Field[Any, Any, Any, Any]):
    default_error_messages = {"invalid": _("Not a day in ISO 8601, such as 2026-11-24.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        set_override(self, "field", {"type": "string", "format": "date"})

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", data, re.ASCII):
            self.fail("invalid")
        try:
            return date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class Amount(serializers.Field[Any, Any, Any, Any]):
    """A positive decimal, as a JSON number or a text; never a float inside.

    whole    digits before the point at most
    places   digits after it; what is finer is refused, but for the dust of a float
    """

    default_error_messages = {"invalid": _("Not a number."), "range": _("Must be from {low} to {high}.")}
    DUST = Decimal("1e-9")

    def __init__(self, *, whole: int, places: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low = Decimal(1).scaleb(-places)
        self.high = Decimal(10) ** whole - self.low
        small = "|".join(f"{'0' * zeros}[1-9][0-9]{{0,{places - zeros - 1}}}" for zeros in range(places))
        self.pattern = rf"([1-9][0-9]{{0,{whole - 1}}}(\.[0-9]{{1,{places}}})?|0\.({small}))"
        number = {"type": "number", "minimum": float(self.low), "maximum": float(self.high)}
        number["multipleOf"] = float(self.low)
        set_override(self, "field", {"anyOf": [number, {"type": "string", "pattern": f"^{self.pattern}$"}]})

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, str | int | Decimal):
            self.fail("invalid")
        if isinstance(data, str) and not re.fullmatch(self.pattern, data):
            self.fail("invalid")
        exact = Decimal(data)
        if not self.low - self.DUST <= exact <= self.high + self.DUST:
            self.fail("range", low=self.low, high=self.high)
        rounded = exact.quantize(self.low)
        if abs(rounded - exact) > self.DUST:
            self.fail("invalid")
        return rounded

    def to_representation(self, value: Decimal) -> str:
        return str(value)


class Whole(serializers.Field[Any, Any, Any, Any]):
    default_error_messages = {"invalid": _("Not a whole number from {low} to {high}.")}

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high
        set_override(self, "field", {"type": "integer", "minimum": low, "maximum": high})

    def to_internal_value(self, data: Any) -> int:
        whole = isinstance(data, int | Decimal) and not isinstance(data, bool) and self.low <= data <= self.high
        if not whole or data != int(data):
            self.fail("invalid", low=self.low, high=self.high)
        return int(data)

    def to_representation(self, value: int) -> int:
        return value


class Flag(serializers.Field[Any, Any, Any, Any]):
    default_error_messages = {"invalid": _("Must be true or false.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        set_override(self, "field", {"type": "boolean"})

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data

    def to_representation(self, value: bool) -> bool:
        return value
