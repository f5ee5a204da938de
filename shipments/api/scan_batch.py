"""A batch of scan events as partners send it, read without serializers: this is the busiest door of the house.

Most batches are plain and are read as columns (`read_plain`). Any other is read event by event (`read_batch`), and
only there it is said what is wrong with one of them.

Shape only; whether piece, outlet and trip exist is for `services.scans` to say. One bad event is one rejection,
whatever the others are. The table of fields below is all there is; `shapes.ScanEvent` documents it.
"""

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from crm.shared.api_fields import clean_text
from crm.shared.instants import NoOffset, in_calendar, read_instant
from shipments.models import ScanKind
from shipments.rules import numbers, signers
from shipments.rules.terms import ProblemCategory, Shift
from shipments.services.plain_scans import PlainScans, detail_as_json
from shipments.services.scans import Rejection, Scan

MOST_EVENTS = 1000
KINDS = frozenset(map(str, ScanKind))
SHIFTS = frozenset(map(str, Shift))
CONSENTS = frozenset(map(str, signers.Consent))
CATEGORIES = frozenset(map(str, ProblemCategory))
HEAVIEST = Decimal(100_000)
_NUMBER = re.compile(numbers.PATTERN)
#: Instants that PostgreSQL reads exactly as Python does, well inside the calendar.
_PLAIN_INSTANT = re.compile(r"20[1-8]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)", re.ASCII)
_EVENT_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Fault(Exception):
    """One event's first fault."""

    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name


@dataclass(slots=True)
class Batch:
    """`places[i]` is where `scans[i]` stood in what was sent."""

    scans: list[Scan] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)


def read_batch(events: list[Any]) -> Batch:
    batch = Batch()
    for index, event in enumerate(events):
        try:
            batch.scans.append(_scan(event))
            batch.places.append(index)
        except Fault as fault:
            batch.rejected.append(Rejection(index, _name_of(event), fault.code, _explain(fault)))
    return batch


def read_plain(events: list[Any]) -> PlainScans | None:
    """The batch as columns; None when an event of it is not plain, or not as it should be."""
    try:
        names = set().union(*{tuple(event) for event in events})
        event_ids, kinds, pieces, outlets, instants = zip(*map(_NEEDED, events), strict=True)
        trip_nos = [event.get("trip_no") for event in events]
        if not (
            names <= PLAIN_FIELDS
            and all(map(_EVENT_ID.fullmatch, event_ids))
            and KINDS.issuperset(kinds)
            and all(map(_NUMBER.fullmatch, pieces))
            and _are_codes(set(outlets), longest=20)
            and _are_codes(set(trip_nos) - {None}, longest=40)
            and all(map(_PLAIN_INSTANT.fullmatch, instants))
        ):
            return None
        occurred_at = list(map(datetime.fromisoformat, instants))
        details = [_detail(event) for event in events] if names & TOLD else None
    except (AttributeError, KeyError, TypeError, ValueError, Fault):
        return None
    named = [trip_no or "" for trip_no in trip_nos]
    return PlainScans(event_ids, kinds, pieces, outlets, occurred_at, named, instants=instants, details=details)


def _are_codes(values: Set[Any], *, longest: int) -> bool:
    return all(0 < len(value) <= longest and str.isprintable(value) for value in values)


def _detail(event: dict[str, Any]) -> str | None:
    shift = _one_of(event, "shift", SHIFTS) if event.get("shift") is not None else ""
    return detail_as_json(_told(event), shift)


def _told(event: dict[str, Any]) -> dict[str, Any]:
    told = {name: read(event[name], name) for name, read in DETAILS.items() if event.get(name) is not None}
    if signers.needs_consent(told.get("signer_relation", "")):
        _check_signer(event, told)
    return told


def _check_signer(event: dict[str, Any], told: dict[str, Any]) -> None:
    consent = told.get("consent") or {}
    entry = signers.SignEntry(
        told["signer_relation"],
        told.get("signer", ""),
        consent.get("how", ""),
        datetime.fromisoformat(consent["at"]) if consent else None,
    )
    at = _instant(_required(event, "occurred_at"), "occurred_at")
    for fault in signers.scan_faults(event["kind"], entry, at=at):
        raise Fault(fault.code, fault.field)


def _scan(event: Any) -> Scan:
    if type(event) is not dict:
        raise Fault("invalid", "event")
    if not event.keys() <= FIELDS:
        raise Fault("unknown_field", min(event.keys() - FIELDS))
    kind = _one_of(event, "kind", KINDS)
    if (kind == "problem") != (event.get("problem") is not None):
        raise Fault("invalid" if "problem" in event else "required", "problem")
    detail = _told(event)
    return Scan(
        event_id=_uuid(event, "event_id"),
        kind=kind,
        piece=_number(event, "piece"),
        outlet=_code(event, "outlet"),
        occurred_at=_instant(_required(event, "occurred_at"), "occurred_at"),
        trip_no=_code(event, "trip_no", longest=40) if event.get("trip_no") is not None else "",
        shift=_one_of(event, "shift", SHIFTS) if event.get("shift") is not None else "",
        corrects=_uuid(event, "corrects") if event.get("corrects") is not None else None,
        detail=detail or None,
    )


def _required(event: dict[str, Any], name: str) -> Any:
    value = event.get(name)
    if value is None:
        raise Fault("required", name)
    return value


def _uuid(event: dict[str, Any], name: str) -> UUID:
    value = _required(event, name)
    if type(value) is not str or len(value) != 36:
        raise Fault("invalid", name)
    try:
        return UUID(value)
    except ValueError:
        raise Fault("invalid", name) from None


def _one_of(event: dict[str, Any], name: str, allowed: frozenset[str]) -> str:
    value = _required(event, name)
    if type(value) is not str or value not in allowed:
        raise Fault("invalid", name)
    return value


def _number(event: dict[str, Any], name: str) -> str:
    value = _required(event, name)
    if type(value) is not str or len(value) > 64:
        raise Fault("invalid", name)
    if not _NUMBER.fullmatch(value):
        value = numbers.clean_number(value)
        if not _NUMBER.fullmatch(value):
            raise Fault("invalid", name)
    return value


def _code(event: dict[str, Any], name: str, *, longest: int = 20) -> str:
    value = _required(event, name)
    if type(value) is not str or not 0 < len(value) <= longest or not value.isprintable():
        raise Fault("invalid", name)
    return value


def _instant(value: Any, name: str) -> datetime:
    if type(value) is not str:
        raise Fault("invalid", name)
    try:
        at = read_instant(value)
    except NoOffset:
        raise Fault("no_offset", name) from None
    except ValueError:
        raise Fault("invalid", name) from None
    if not in_calendar(at):
        raise Fault("out_of_calendar", name)
    return at


def _text(longest: int) -> Callable[[Any, str], str]:
    def read(value: Any, name: str) -> str:
        if type(value) is not str:
            raise Fault("invalid", name)
        try:
            text = clean_text(value)
        except ValueError:
            raise Fault("invalid", name) from None
        if len(text) > longest:
            raise Fault("invalid", name)
        return text

    return read


def _signer_relation(value: Any, name: str) -> str:
    code = str(value) if type(value) is int else value
    if type(code) is not str or code not in signers.CODES:
        raise Fault("invalid", name)
    return code


def _weight(value: Any, name: str) -> str:
    if type(value) not in (int, Decimal) or not 0 < value < HEAVIEST:
        raise Fault("invalid", name)
    return str(round(Decimal(value), 3))


def _problem(value: Any, name: str) -> dict[str, str]:
    """Only the category must be there: what else is missing makes the record irregular (IV1), not the event."""
    if type(value) is not dict:
        raise Fault("invalid", name)
    if not value.keys() <= PROBLEM.keys() | {"category", "occurred_at"}:
        raise Fault("unknown_field", name)
    found = {"category": _one_of(value, "category", CATEGORIES)}
    if (at := value.get("occurred_at")) is not None:
        found["occurred_at"] = _instant(at, "occurred_at").isoformat()
    return found | {key: read(value[key], key) for key, read in PROBLEM.items() if value.get(key) is not None}


def _consent(value: Any, name: str) -> dict[str, str]:
    if type(value) is not dict:
        raise Fault("invalid", name)
    if not value.keys() <= {"how", "at"}:
        raise Fault("unknown_field", name)
    return {"how": _one_of(value, "how", CONSENTS), "at": _instant(_required(value, "at"), "at").isoformat()}


PROBLEM = {"reason": _text(24), "contact": _text(60), "phone": _text(30), "matter": _text(500)}
DETAILS: dict[str, Callable[[Any, str], Any]] = {
    "operator": _text(60),
    "previous_stop": _text(60),
    "next_stop": _text(60),
    "signer": _text(60),
    "signer_relation": _signer_relation,
    "consent": _consent,
    "weight_kg": _weight,
    "problem": _problem,
}
FIELDS = frozenset(DETAILS) | {"event_id", "kind", "piece", "outlet", "occurred_at", "trip_no", "shift", "corrects"}
PLAIN_FIELDS = FIELDS - {"problem", "corrects"}
TOLD = (frozenset(DETAILS) | {"shift"}) & PLAIN_FIELDS
_NEEDED = itemgetter("event_id", "kind", "piece", "outlet", "occurred_at")


def _name_of(event: Any) -> str | None:
    """The event's id as it was sent, where it was a text at all."""
    given = event.get("event_id") if type(event) is dict else None
    return given[:64] if type(given) is str else None


def _explain(fault: Fault) -> str:
    text = {
        "invalid": _("%(name)s is not as it should be."),
        "required": _("%(name)s is missing."),
        "unknown_field": _("%(name)s is no field of an event."),
        "no_offset": _("%(name)s has no offset, such as +08:00 or Z."),
        "out_of_calendar": _("%(name)s lies outside the network's calendar (2000 to 2099)."),
        "signer_no_name": _("%(name)s is no name: send who signed, without a telephone number."),
        "consent_in_future": _("The receiver cannot have agreed later than the event: correct consent.at."),
    }[fault.code]
    return text % {"name": fault.name[:64]}
