"""What no machine may go on with, decided by a person: unknown messages and dead ones."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.outbox import followers
from crm.outbox.models import Message
from crm.outbox.rules.message_states import SETTLED
from crm.shared.errors import Refused

State = Message.State


class Decision(StrEnum):
    """SENT: the customer has it. AGAIN: hand it over once more. DROPPED: let it be."""

    SENT = "sent"
    AGAIN = "again"
    DROPPED = "dropped"


@transaction.atomic
def settle(message: Message, decision: Decision, *, by: User, at: datetime) -> None:
    """
    raises   Refused when somebody else has decided it, when it is too late to send again, when what was certainly not
             taken is said to be sent
    writes   outbox_message, audit_auditentry, what followers write
    """
    _refuse_nonsense(message, decision, at)
    open_ = Message.objects.filter(pk=message.pk, state=message.state, settled_at=None).for_a_person()
    if not open_.update(**_changes(decision, by, at)):
        raise Refused(_("Somebody else has decided this message."), code="settled")
    detail = {"decision": decision, "was": message.state}
    record_act("message.settle", f"message:{message.pk}", by=by, at=at, detail=detail)
    if decision is not Decision.AGAIN:
        followers.tell([(message.key, SETTLED[decision])], at)


def _refuse_nonsense(message: Message, decision: Decision, at: datetime) -> None:
    if decision is Decision.SENT and message.state == State.DEAD:
        raise Refused(_("The provider did not take this message: it cannot have been sent."), code="not_taken")
    if decision is Decision.AGAIN and message.expires_at <= at:
        raise Refused(_("It is too late to send this message again."), code="too_late")


def _changes(decision: Decision, by: User, at: datetime) -> dict[str, Any]:
    """A message that is sent again may need a person again: it is not settled."""
    state = SETTLED[decision]
    if decision is Decision.AGAIN:
        begun_anew = {"attempts": 0, "submitted_at": None, "ended_at": None, "error": ""}
        return {"state": state, "due_at": at, "settled_by": by, "settled_as": decision.value, **begun_anew}
    settled = {"state": state, "settled_at": at, "settled_by": by, "settled_as": decision.value}
    dropped = {"skipped": Message.Skipped.DROPPED, "ended_at": at}
    return settled | (dropped if decision is Decision.DROPPED else {})
