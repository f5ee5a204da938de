"""What headquarters allow, changed and noted."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.outbox.models import SendingLimits
from crm.outbox.rules.windows import WIDEST_PROMOTION
from crm.shared.errors import Refused

CHANGEABLE = (
    "promotion_from",
    "promotion_until",
    "notice_from",
    "notice_until",
    "messages_a_day",
    "promotion_every_days",
    "yuan_a_day",
    "yuan_a_segment",
)


@transaction.atomic
def change_limits(values: dict[str, Any], *, by: User, at: datetime) -> SendingLimits:
    """Holds from the next message on.

    values   any of CHANGEABLE
    raises   Refused for hours that do not open, or are wider than the law allows
    writes   outbox_sendinglimits, audit_auditentry
    """
    SendingLimits.objects.get_or_create(pk=1)
    limits = SendingLimits.objects.select_for_update().get(pk=1)
    before = model_to_dict(limits, CHANGEABLE)
    changed = {name: value for name, value in values.items() if name in CHANGEABLE and value != before[name]}
    for name, value in changed.items():
        setattr(limits, name, value)
    _refuse_hours(limits)
    if changed:
        limits.save(update_fields=list(changed))
        detail = {name: [str(before[name]), str(value)] for name, value in changed.items()}
        record_act("messages.limits", "messages", by=by, at=at, detail=detail)
    return limits


def _refuse_hours(limits: SendingLimits) -> None:
    opens, closes = WIDEST_PROMOTION
    _refuse_unless_open(limits.promotion_from, limits.promotion_until)
    _refuse_unless_open(limits.notice_from, limits.notice_until)
    if limits.promotion_from < opens or limits.promotion_until > closes:
        raise Refused(_("Greetings and offers may go out from 08:00 to 21:00 at the widest."), code="law")


def _refuse_unless_open(opens: time, closes: time) -> None:
    if opens >= closes:
        raise Refused(_("Hours begin before they end."), code="hours")
