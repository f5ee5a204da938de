"""Seeing personal data whole: with a reason, remembered, and not without end. All kinds of data count together."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused

#: The action is "waybill.unmask", "customer.unmask": a noun and this.
UNMASK = ".unmask"
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


def note_look(noun: str, subject: str, *, detail: Mapping[str, Any], capped: bool, by: User, at: datetime) -> None:
    """Note that somebody looks at somebody's data whole.

    noun     "waybill" or "customer"
    capped   False: headquarters look as often as they need
    raises   TooManyLooks; that is noted as well
    writes   audit_auditentry
    """
    refusal = None
    with transaction.atomic():
        if capped:
            refusal = _over(by, at)
        action = f"{noun}{UNMASK}_refused" if refusal else f"{noun}{UNMASK}"
        record_act(action, subject, by=by, at=at, detail=detail)
    if refusal:
        raise refusal


def _over(by: User, at: datetime) -> TooManyLooks | None:
    # Two looks at once wait for each other on the person's own row, or both would be the thirtieth.
    User.objects.select_for_update().only("pk").get(pk=by.pk)
    looks = AuditEntry.objects.filter(actor=by, action__endswith=UNMASK)
    for span, cap in CAPS:
        if looks.filter(at__gt=at - span).count() >= cap:
            return TooManyLooks(cap, span)
    return None
