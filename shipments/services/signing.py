"""Sign entry (签收录入): one waybill, or a batch of them in which the good ones go first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from crm.accounts.models import User
from outlets.access import Access
from shipments.models import ScanKey, ScanKind
from shipments.queries.signing import Found, find_to_sign
from shipments.rules.signers import Fault, SignEntry, needs_consent, sign_faults
from shipments.services.scans import Scan, record_scans

LONGEST_BATCH = 200


@dataclass(frozen=True, slots=True)
class SignRow:
    number: str
    entry: SignEntry


@dataclass(frozen=True, slots=True)
class SignAnswer:
    """
    state    signed, or refused
    code     why refused: a fault of Found, same, taken_back, or of a scan's Rejection
    faults   what of the entry itself stands against it
    """

    number: str
    state: str
    code: str = ""
    faults: tuple[Fault, ...] = ()


def event_of(batch: UUID, number: str) -> UUID:
    """The event by which a batch signs for this piece: the same however often it is sent."""
    return uuid5(batch, number)


def sign_batch(rows: Sequence[SignRow], *, batch: UUID, by: User, access: Access, at: datetime) -> list[SignAnswer]:
    """Sign for the rows that are right; the others are told what is wrong. The same batch again answers the same.

    rows     at most 200; a waybill that two rows name is signed by the first
    writes   what `record_scans` writes
    """
    found = find_to_sign([row.number for row in rows], user=by, access=access)
    known = {event_of(batch, each.piece.number) for each in found.values() if each.piece}
    done = set(ScanKey.objects.filter(event_id__in=known).values_list("event_id", flat=True))
    answers: list[SignAnswer] = []
    scans: dict[int, Scan] = {}
    taken: set[str] = set()
    for row in rows:
        each = found[row.number]
        again = each.piece is not None and event_of(batch, each.piece.number) in done
        answer = _answer(row, each, again=again, doubled=bool(each.piece and each.piece.number in taken), at=at)
        if each.piece and answer.state == "signed":
            taken.add(each.piece.number)
            if not again:
                scans[len(answers)] = _scan(row, each, batch=batch, by=by, at=at)
        answers.append(answer)
    receipt = record_scans(list(scans.values()), source=f"user:{by.pk}", access=access, at=at)
    places = list(scans)
    for rejection in receipt.rejected:
        place = places[rejection.index]
        answers[place] = SignAnswer(answers[place].number, "refused", rejection.code)
    return answers


def _answer(row: SignRow, found: Found, *, again: bool, doubled: bool, at: datetime) -> SignAnswer:
    if doubled:
        return SignAnswer(row.number, "refused", "same")
    if again:
        stands = found.fault == "signed"
        return SignAnswer(row.number, "signed") if stands else SignAnswer(row.number, "refused", "taken_back")
    if found.fault:
        return SignAnswer(row.number, "refused", found.fault)
    faults = sign_faults(row.entry, entered_at=found.waybill.entered_at if found.waybill else None, at=at)
    return SignAnswer(row.number, "refused" if faults else "signed", faults=faults)


def _scan(row: SignRow, found: Found, *, batch: UUID, by: User, at: datetime) -> Scan:
    piece, outlet = found.piece, found.outlet
    assert piece is not None and outlet is not None
    return Scan(
        event_id=event_of(batch, piece.number),
        kind=str(ScanKind.SIGNED),
        piece=piece.number,
        outlet=outlet.code,
        occurred_at=at,
        device_at=at,
        detail=sign_detail(row.entry, operator=by.get_full_name()),
    )


def sign_detail(entry: SignEntry, *, operator: str) -> Mapping[str, Any]:
    """What a sign event says beside its time and place."""
    told: dict[str, Any] = {"operator": operator, "signer": entry.signer.strip(), "signer_relation": entry.relation}
    if needs_consent(entry.relation) and entry.consent_at:
        told["consent"] = {"how": entry.consent, "at": entry.consent_at.isoformat()}
    return {name: value for name, value in told.items() if value}
