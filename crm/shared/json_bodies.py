"""JSON as partners send it, read strictly: no doubled names, no NaN, nothing too large, decimals exact."""

import json
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from crm.shared.problems import TooLarge

#: A thousand scans with full problem remarks stay below it.
MAX_BYTES = 4 * 1024 * 1024


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        return read_json(parser_context["request"])


def read_json(request: Any) -> Any:
    """The request's body as Python values.

    raises   TooLarge, UnsupportedMediaType (compressed), ParseError
    """
    check_size(request)
    if (encoding := request.headers.get("Content-Encoding", "identity").lower()) != "identity":
        raise UnsupportedMediaType(f"Content-Encoding: {encoding}")
    return parsed(request.body)


def check_size(request: Any) -> None:
    """raises   TooLarge before a byte of it is read"""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        raise TooLarge()


def parsed(body: bytes) -> Any:
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError) as fault:
        why = _("nested too deeply") if isinstance(fault, RecursionError) else fault
        raise ParseError(_("The body is no proper JSON: %(why)s.") % {"why": why}) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number)
