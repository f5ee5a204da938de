"""What a phone sends: read strictly, since anybody may post, and a clock may say anything."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.models import ScanKind
from shipments.models.trips import SHIFT_LABELS
from shipments.rules.numbers import clean_number
from shipments.rules.phone_clock import Anchor, Reading
from shipments.rules.signers import CODES, Consent
from shipments.services.phone_uploads import Letter, PhoneChoice, PhoneScan

#: What is scanned on a phone. A problem needs words about people, which are never kept on a phone.
KINDS = (ScanKind.ARRIVAL, ScanKind.OUT_FOR_DELIVERY, ScanKind.DELIVERED, ScanKind.WEIGH)
HEAVIEST_KG = Decimal("9999.99")
LONGEST_COUNT = timedelta(days=366)
LONGEST_TRIP = timedelta(minutes=5)
_SHORT = 40


class Malformed(ValueError):
    """Nothing that our page sends."""


class RegisterForm(forms.Form):
    device = forms.UUIDField()
    name = forms.CharField(label=_("Phone"), max_length=60)


def read_letter(body: bytes) -> Letter | None:
    """The batch, or None for an empty one, which only asks for the time.

    raises   Malformed
    """
    try:
        told = json.loads(body)
        return _letter(told) if told["scans"] else None
    except (KeyError, IndexError, TypeError, ValueError, OverflowError, InvalidOperation, RecursionError) as fault:
        raise Malformed(str(fault)) from fault


def _letter(told: Mapping[str, Any]) -> Letter:
    anchors = [_anchor(each) for each in told["anchors"]]
    choices = [_choice(each) for each in told["choices"]]
    scans = [_scan(each, choices, anchors) for each in told["scans"]]
    if len({scan.event_id for scan in scans}) < len(scans):
        raise Malformed("An event is told twice.")
    sent = told["sent"]
    return Letter(
        batch_id=UUID(told["batch_id"]),
        scans=scans,
        sent=_reading(sent),
        anchor=_picked(anchors, sent["anchor"]),
        zone=_text(sent.get("zone", "")),
    )


def _scan(told: Mapping[str, Any], choices: Sequence[PhoneChoice], anchors: Sequence[Anchor]) -> PhoneScan:
    count = told["count"]
    choice = _picked(choices, told["choice"])
    corrects = told.get("corrects")
    if type(count) is not int or not 0 < count < 2**31 or choice is None:
        raise Malformed("A scan has no count or no choice.")
    weighed = choice.kind == ScanKind.WEIGH and not corrects
    return PhoneScan(
        event_id=UUID(told["event_id"]),
        number=clean_number(_text(told["number"], longest=400))[:64],
        count=count,
        choice=choice,
        reading=_reading(told),
        anchor=_picked(anchors, told["anchor"]),
        weight_kg=_weight(told["weight"]) if weighed else "",
        corrects=UUID(corrects) if corrects else None,
    )


def _choice(told: Mapping[str, Any]) -> PhoneChoice:
    shift, relation = _text(told.get("shift", "")), _text(told.get("relation", ""))
    kind = _text(told["kind"])
    if kind not in KINDS or (shift and shift not in SHIFT_LABELS) or (relation and relation not in CODES):
        raise Malformed("This is no choice.")
    consent, agreed, out_too = _text(told.get("consent", "")), told.get("agreed"), told.get("out_too", False)
    if (consent and consent not in set(Consent)) or type(out_too) is not bool:
        raise Malformed("This is no choice.")
    arrives, handed_over = kind == ScanKind.ARRIVAL, kind == ScanKind.DELIVERED
    return PhoneChoice(
        kind=kind,
        outlet=_text(told["outlet"]),
        trip=_text(told.get("trip", "")) if arrives else "",
        shift=shift if arrives else "",
        relation=relation if handed_over else "",
        consent=consent if handed_over else "",
        agreed_at=_instant(agreed) if handed_over and agreed is not None else None,
        out_too=out_too and arrives,
    )


def _picked(rows: Sequence[Any], index: object) -> Any:
    if index is None:
        return None
    if type(index) is not int or index < 0:
        raise Malformed("This is no place in a list.")
    return rows[index]


def _weight(told: object) -> str:
    kg = Decimal(_text(told))
    if not kg.is_finite() or not 0 < kg <= HEAVIEST_KG or kg != round(kg, 2):
        raise Malformed("This is no weight.")
    return str(kg)


def _anchor(told: Mapping[str, Any]) -> Anchor:
    return Anchor(_instant(told["server"]), _reading(told), _span(told["rtt"], longest=LONGEST_TRIP))


def _reading(told: Mapping[str, Any]) -> Reading:
    return Reading(_instant(told["wall"]), _span(told["mono"], longest=LONGEST_COUNT), _text(told["session"]))


def _instant(milliseconds: object) -> datetime:
    """Of any day since 1970: what a phone's clock says may be far off."""
    at = datetime.fromtimestamp(_count(milliseconds) / 1000, UTC)
    if not 1970 <= at.year < 2200:
        raise Malformed("This is no time.")
    return at


def _span(milliseconds: object, *, longest: timedelta) -> timedelta:
    span = timedelta(milliseconds=_count(milliseconds))
    if not timedelta(0) <= span <= longest:
        raise Malformed("This is no span of time.")
    return span


def _count(told: object) -> float:
    if type(told) not in (int, float):
        raise Malformed("This is no number.")
    return float(told)  # type: ignore[arg-type]


def _text(told: object, *, longest: int = _SHORT) -> str:
    if not isinstance(told, str) or len(told) > longest or "\x00" in told:
        raise Malformed("This is no text.")
    return told
