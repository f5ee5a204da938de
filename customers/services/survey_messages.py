"""Links to surveys, written to customers: one message an invitation, however often it is asked for."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from crm.outbox.models import Batch, Channel, Message, Purpose
from crm.outbox.services.posting import Draft, post
from customers.models import Customer, Invitation
from customers.services.surveys import Invited, invite

TEMPLATE = "survey"


def ask(customer: Customer, kind: str, *, key: str, at: datetime, about: str = "") -> Invitation | None:
    """Invite one customer and write to it. None when it is not asked: see `surveys.invite`.

    writes   customers_invitation, outbox_message
    """
    invited = invite(customer, kind, key=key, at=at, about=about)
    if invited is None:
        return None
    send_links([invited], at=at)
    return invited.invitation


def send_links(invited: Iterable[Invited], *, at: datetime, batch: Batch | None = None) -> int:
    """Returns how many messages are new; who has no telephone number gets none.

    writes   outbox_message, customers_invitation
    """
    found = {each.invitation.pk: each for each in invited}
    phones = dict(
        Invitation.objects.filter(pk__in=found).exclude(customer__phone="").values_list("pk", "customer__phone")
    )
    posted = post((_draft(found[pk], phone, batch, at=at) for pk, phone in phones.items()), at=at)
    _note_messages(list(phones))
    return posted


def _draft(each: Invited, phone: str, batch: Batch | None, *, at: datetime) -> Draft:
    row = each.invitation
    return Draft(
        key=f"survey:{row.pk}",
        channel=Channel.SMS,
        purpose=Purpose.NOTICE,
        outlet_id=row.outlet_id,
        subject=f"customer:{row.customer_id}",
        address=phone,
        template=TEMPLATE,
        values={"link": each.link},
        due_at=at,
        expires_at=row.closes_at,
        batch=batch,
    )


def _note_messages(invitations: list[int]) -> None:
    """Which message asked: by it a page tells whether the link ever went out."""
    key = Concat(Value("survey:"), Cast(OuterRef("pk"), CharField()))
    message = Subquery(Message.objects.filter(key=key).values("pk")[:1])
    Invitation.objects.filter(pk__in=invitations, message=None).update(message_id=message)
