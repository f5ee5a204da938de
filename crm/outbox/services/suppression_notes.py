"""The list of addresses that are not written to, as people keep it: every entry and its end is noted in the trail."""

from datetime import datetime

from django.db import transaction

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.outbox.models import Suppression
from crm.outbox.services.suppressing import allow, suppress


@transaction.atomic
def note(channel: str, address: str, purpose: str, proof: str, *, by: User, at: datetime) -> bool:
    """What somebody has told staff; False when it was known.

    writes   outbox_suppression, audit_auditentry
    """
    source = Suppression.Source.STAFF
    new = suppress(channel, address, source=source, proof=proof, at=at, purpose=purpose)
    if new:
        held = Suppression.objects.get(channel=channel, address=address, purpose=purpose, ended_at=None)
        record_act("message.suppress", f"suppression:{held.pk}", by=by, at=at)
    return new


@transaction.atomic
def end(suppression: Suppression, proof: str, *, by: User, at: datetime) -> None:
    """
    writes   outbox_suppression, audit_auditentry
    """
    held = suppression
    allow(held.channel, held.address, proof=proof, at=at, purpose=held.purpose)
    record_act("message.allow", f"suppression:{held.pk}", by=by, at=at, detail={"proof": proof})
