"""Seeing one party of a waybill whole."""

from dataclasses import dataclass
from datetime import datetime

from crm.accounts.models import User
from crm.audit.services.unmasking import note_look
from outlets.access import Access
from shipments.models import Waybill


@dataclass(frozen=True, slots=True)
class Whole:
    """One party's data, unmasked."""

    name: str
    phone: str
    address: str


def unmask(waybill: Waybill, *, party: str, reason: str, access: Access, by: User, at: datetime) -> Whole:
    """One party's data whole, with the look noted.

    party    receiver or sender
    raises   TooManyLooks for somebody at an outlet who has looked too often; that is noted as well
    writes   audit_auditentry
    """
    subject, detail = f"shipments.waybill:{waybill.number}", {"party": party, "reason": reason}
    note_look("waybill", subject, detail=detail, capped=not access.network, by=by, at=at)
    return Whole(*(getattr(waybill, f"{party}_{part}") for part in ("name", "phone", "address")))
