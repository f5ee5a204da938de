"""What is agreed with a customer about a late shipment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from outlets.models import Outlet
from shipments.models import Call, Negotiation, Waybill
from shipments.models.calls import ENDED
from shipments.rules.negotiations import FURTHEST


@dataclass(frozen=True, slots=True)
class Agreement:
    """partner, agreed: as in Negotiation; call: by which it was agreed, None when by other means."""

    partner: str
    agreed: str
    promised_at: datetime
    contact: str = ""
    remark: str = ""
    call: Call | None = None


@transaction.atomic
def negotiate(
    waybill: Waybill, agreement: Agreement, *, outlet: Outlet, event_id: UUID | None = None, by: User, at: datetime
) -> Negotiation:
    """Keep what was agreed; the newest promise is the one that is followed. No deadline of the rule book moves.

    event_id   of the form that was sent: sent twice it is one negotiation
    raises     Refused when the promised time is past or too far away, the call is another shipment's, or the
               shipment has come to its end
    writes     shipments_negotiation
    """
    if not at < agreement.promised_at <= at + FURTHEST:
        raise Refused(_("Promise a time that is still to come, within 30 days."), code="promise_time")
    if agreement.call and agreement.call.waybill_id != waybill.pk:
        raise Refused(_("This call was about another shipment."), code="other_call")
    if waybill.pieces.filter(kind="master", state__in=ENDED).exists():
        raise Refused(_("This shipment is delivered or returned: there is nothing left to promise."), code="ended")
    return Negotiation.objects.get_or_create(
        event_id=event_id or uuid4(),
        defaults={
            "waybill": waybill,
            "outlet": outlet,
            "partner": agreement.partner,
            "contact": agreement.contact,
            "call": agreement.call,
            "agreed": agreement.agreed,
            "promised_at": agreement.promised_at,
            "remark": agreement.remark,
            "made_at": at,
            "by": by,
        },
    )[0]
