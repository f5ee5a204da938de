"""Who took a shipment in the receiver's place, or that the receiver did, and what the law wants to know of it.

Pure. The codes are those that couriers' stations share (签收人类型); four of them have a key at the desk.

source   快递市场管理办法 第28、54条, 电子商务法 第52条: no other person takes it, no locker and no station keeps it,
         unless the receiver has agreed
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_NAME = 60


class Consent(StrEnum):
    """How the receiver agreed."""

    CALL = "call"
    MESSAGE = "message"
    IN_PERSON = "person"
    ORDER = "order"
    STANDING = "standing"


#: Given for this shipment, so never before there was one.
FOR_THIS_SHIPMENT = frozenset({Consent.CALL, Consent.MESSAGE, Consent.IN_PERSON})


@dataclass(frozen=True, slots=True)
class Signer:
    """`needs_name`: the law wants to know who, when it was somebody else. `key`: at the desk."""

    code: str
    needs_name: bool = False
    needs_consent: bool = True
    key: str = ""


SIGNERS = (
    Signer("101", needs_consent=False, key="1"),
    Signer("116", needs_name=True, key="2"),
    Signer("125", key="3"),
    Signer("114", key="4"),
    Signer("102"),
    Signer("121", needs_name=True),
    Signer("124"),
    Signer("107"),
    Signer("111"),
    Signer("127"),
    Signer("128"),
    Signer("134"),
)

BY_CODE = {signer.code: signer for signer in SIGNERS}
CODES = frozenset(BY_CODE)


@dataclass(frozen=True, slots=True)
class SignEntry:
    """What is told about one signature.

    consent      a Consent, or ""
    consent_at   aware; when it was given
    """

    relation: str
    signer: str = ""
    consent: str = ""
    consent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """`field` of SignEntry, and what is wrong with it."""

    field: str
    code: str


def needs_name(code: str) -> bool:
    return code in BY_CODE and BY_CODE[code].needs_name


def needs_consent(code: str) -> bool:
    return code in BY_CODE and BY_CODE[code].needs_consent


def sign_faults(entry: SignEntry, *, entered_at: datetime | None, at: datetime) -> tuple[Fault, ...]:
    """What stands against this entry, by field; nothing when it may be signed.

    entered_at   when the waybill was entered; None: not known here
    at           when it is signed for
    """
    return tuple(_faults(entry, entered_at, at))


def scan_faults(kind: str, entry: SignEntry, *, at: datetime) -> tuple[Fault, ...]:
    """What is wrong in what a scan tells of who took the shipment in the receiver's place.

    A scan is a fact: name and consent that it leaves untold are owed by whoever enters the signature, and no reason to
    refuse it. What it tells by halves or wrongly is.

    kind   of the scan; only "delivered" and "signed" tell of anybody
    at     when it was scanned
    """
    if kind not in {"delivered", "signed"} or not needs_consent(entry.relation):
        return ()
    told = bool(entry.consent or entry.consent_at)
    owed = {"signer_missing"} if told else {"signer_missing", "consent_missing", "consent_time_missing"}
    return tuple(fault for fault in _faults(entry, None, at) if fault.code not in owed)


def _faults(entry: SignEntry, entered_at: datetime | None, at: datetime) -> Iterator[Fault]:
    if entry.relation not in CODES:
        yield Fault("relation", "relation_unknown")
        return
    name = entry.signer.strip()
    if needs_name(entry.relation) and not name:
        yield Fault("signer", "signer_missing")
    elif len(name) > LONGEST_NAME or sum(ch.isdigit() for ch in name) > 4:
        yield Fault("signer", "signer_no_name")
    if not needs_consent(entry.relation):
        return
    if entry.consent not in set(Consent):
        yield Fault("consent", "consent_missing")
    if entry.consent_at is None:
        yield Fault("consent_at", "consent_time_missing")
    elif entry.consent_at > at:
        yield Fault("consent_at", "consent_in_future")
    elif entered_at and entry.consent in FOR_THIS_SHIPMENT and entry.consent_at < entered_at:
        yield Fault("consent_at", "consent_too_early")
