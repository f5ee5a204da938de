"""Times in which nobody sends a customer cheerful words."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from crm.shared.masking import mask_phones_in
from customers.models import Customer, DoNotGreet
from customers.services.files import subject_of
from customers.services.standing import kept


@transaction.atomic
def be_silent(
    customer: Customer, reason: str, *, note: str = "", until: date | None = None, by: User, at: datetime
) -> DoNotGreet:
    """From now on no greeting goes out, not even one that is posted already.

    until    the last day; None: until somebody ends it
    raises   Refused for a file that is merged or anonymous
    writes   customers_donotgreet, audit_auditentry
    """
    told = {"reason": reason, "note": mask_phones_in(note.strip()), "until": until, "noted_at": at, "noted_by": by}
    row = DoNotGreet.objects.create(customer=kept(customer), outlet_id=customer.outlet_id, **told)
    record_act("silence.note", subject_of(customer), by=by, at=at, detail={"reason": reason})
    return row


@transaction.atomic
def end_silence(row: DoNotGreet, *, by: User, at: datetime) -> None:
    """
    raises   Refused when it is over already
    writes   customers_donotgreet, audit_auditentry
    """
    if not DoNotGreet.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, ended_by=by):
        raise Refused(_("Somebody has ended this already."), code="ended")
    record_act("silence.end", subject_of(row.customer), by=by, at=at, detail={"reason": row.reason})
