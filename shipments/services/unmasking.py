"""Seeing personal data whole: with a reason, remembered, and not without end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import Access
from shipments.models import Waybill

UNMASK = "waybill.unmask"
#: Span → how many looks somebody at an outlet has in it.
CAPS = ((timedelta(hours=1), 30), (timedelta(days=1), 200))


class TooManyLooks(Refused):
    """More looks than somebody at an outlet needs for the work."""

    def __init__(self, cap: int, span: timedelta) -> None:
        words = (
            _("You have looked at %(cap)s numbers within the last hour. Go on later, or ask your manager.")
            if span <= timedelta(hours=1)
            else _("You have looked at %(cap)s numbers within the last day. Go on tomorrow, or ask your manager.")
        )
        super().__init__(words % {"cap": cap}, code="unmask_cap")


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
    refusal = None
    with transaction.atomic():
        if not access.network:
            refusal = _over(by, at)
        record_act("waybill.unmask_refused" if refusal else UNMASK, subject, by=by, at=at, detail=detail)
    if refusal:
        raise refusal
    return Whole(*(getattr(waybill, f"{party}_{part}") for part in ("name", "phone", "address")))


def _over(by: User, at: datetime) -> TooManyLooks | None:
    # Two looks at once wait for each other on the person's own row, or both would be the thirtieth.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    looks = AuditEntry.objects.filter(actor=by, action=UNMASK)
    for span, cap in CAPS:
        if looks.filter(at__gt=at - span).count() >= cap:
            return TooManyLooks(cap, span)
    return None
