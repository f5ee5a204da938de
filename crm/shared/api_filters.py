"""Query parameters as declarations: read strictly, documented from the same lines, applied as filters.

class FineList(ListEndpoint):
    filters = (
        Filter(Text("outlet", max_length=20), "outlet__code"),
        Filter(Choice("state", Fine.State.values), "state"),
        Filter(Instant("since"), "posted_at__gte"),
    )
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ErrorDetail
from rest_framework.filters import BaseFilterBackend

from crm.shared.instants import ZONE, NoOffset, in_utc, read_instant
from crm.shared.problems import InvalidQuery

#: PostgreSQL takes no NUL, and no code or number has control characters.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PLUS_LOST = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)|(?<=\.\d) (?=\d\d:?\d\d$)")


@dataclass(frozen=True, slots=True)
class Text:
    name: str
    max_length: int = 64
    description: str = ""
    required: bool = False

    def read(self, text: str) -> Any:
        """raises   ValueError"""
        if len(text) > self.max_length or _CONTROL.search(text):
            raise ValueError(text)
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.max_length, "pattern": r"^[^\x00-\x1f\x7f]+$"}

    def openapi(self) -> dict[str, Any]:
        found = {"name": self.name, "in": "query", "required": self.required, "schema": self.schema()}
        if not self.required:
            found["allowEmptyValue"] = True
        return {**found, "description": self.description} if self.description else found


@dataclass(frozen=True, slots=True)
class Whole(Text):
    low: int = 0
    high: int = 2**31 - 1

    def read(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not self.low <= int(text) <= self.high:
            raise ValueError(text)
        return int(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Choice(Text):
    choices: Sequence[str] = ()

    def read(self, text: str) -> str:
        if text not in self.choices:
            raise ValueError(text)
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.choices)}


@dataclass(frozen=True, slots=True)
class Instant(Text):
    def read(self, text: str) -> datetime:
        # An unescaped "+" of the offset arrives as a blank; nothing else could be meant.
        return read_instant(_PLUS_LOST.sub("+", text))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Since(Instant):
    """An instant, or the local day that begins with one."""

    def read(self, text: str) -> datetime:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return in_utc(datetime.combine(date.fromisoformat(text), time.min, ZONE))
        return Instant.read(self, text)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}


@dataclass(frozen=True, slots=True)
class Filter:
    parameter: Text
    lookup: str


class StrictFilters(BaseFilterBackend):
    """Applies the view's `filters` to what was read in `view.given`."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        wanted = {
            one.lookup: view.given[one.parameter.name]
            for one in getattr(view, "filters", ())
            if one.parameter.name in view.given
        }
        return queryset.filter(**wanted) if wanted else queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [one.parameter.openapi() for one in getattr(view, "filters", ())]


def read_parameters(query: Any, known: Collection[Text]) -> dict[str, Any]:
    """The values of a query string; an empty one counts as not given.

    query    a QueryDict
    raises   InvalidQuery that names every unknown, repeated or malformed parameter
    """
    by_name = {parameter.name: parameter for parameter in known}
    given: dict[str, Any] = {}
    faults = {
        parameter.name: [ErrorDetail(_("This parameter must be given."), "required")]
        for parameter in known
        if parameter.required and not query.get(parameter.name)
    }
    for name, texts in query.lists():
        fault = _fault(by_name, name, texts)
        if fault:
            faults[name] = [fault]
        elif texts[0]:
            try:
                given[name] = by_name[name].read(texts[0])
            except NoOffset:
                faults[name] = [ErrorDetail(_("The time has no offset, such as +08:00 or Z."), "no_offset")]
            except ValueError:
                faults[name] = [ErrorDetail(_("Not a value of this parameter."), "invalid")]
    if faults:
        raise InvalidQuery(faults)
    return given


def _fault(known: dict[str, Text], name: str, texts: list[str]) -> ErrorDetail | None:
    if name not in known:
        return ErrorDetail(_("There is no such parameter."), "unknown_parameter")
    if len(texts) > 1:
        return ErrorDetail(_("Give this parameter once."), "repeated")
    return None
