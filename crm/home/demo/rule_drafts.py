"""A draft of the rule book that waits for its second person, tried on the days before.

Through the services, so that it stands as anybody's draft would.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from outlets.services.editions import fingerprint
from shipments.models import RuleEdition
from shipments.quality.services.simulating import advance, ask
from shipments.services.rulebook import change_draft, copy_edition, propose_edition

DAY = timedelta(days=1)
#: In force so long after it was proposed; tried on so many days that are over.
AHEAD, TRIED = 14 * DAY, 7
NOTE = "冬季：早班到件放宽一刻钟，即日件早班派送提前一刻钟；新增禁语“忙不过来”"
PHRASE = {
    "phrase": "忙不过来",
    "why_zh": "人手是网点自己的安排，不是快件的问题。",
    "why_en": "Staffing is the outlet's own affair, not a problem of the parcel.",
    "better_zh": "10:40 致电收件人刘女士，因外出要求改约明早 9:00 派送。",
    "better_en": "10:40 Ms Liu, the receiver, is out and asks for delivery at 9:00 tomorrow.",
}


def write_rule_draft(*, at: datetime) -> None:
    """
    writes   shipments_ruleedition, quality_simulation, quality_simulatedfines, audit_auditentry
    """
    editor = User.objects.get(username=f"{USERNAME_PREFIX}admin")
    book = RuleEdition.objects.in_force_on(timezone.localdate(at))[0]
    asked_at = at - 3 * timedelta(hours=1)
    draft = copy_edition(book, by=editor, at=asked_at)
    draft = change_draft(draft, _changed(draft.data), note=NOTE, seen=fingerprint(draft), by=editor, at=asked_at)
    last = timezone.localdate(at) - 2 * DAY
    asked = ask(draft, last - (TRIED - 1) * DAY, last, by=editor, at=asked_at)
    advance(asked.pk, at=asked_at)
    propose_edition(draft, timezone.localdate(at + AHEAD), by=editor, at=at - timedelta(hours=2))


def _changed(data: dict[str, Any]) -> dict[str, Any]:
    scan, delivery = data["arrival_scan"], data["delivery"]
    return {
        **data,
        "arrival_scan": [{**scan[0], "by": "09:15"}, *scan[1:]],
        "delivery": [{**delivery[0], "by": "11:15"}, *delivery[1:]],
        "banned_phrases": [*data["banned_phrases"], PHRASE],
        "rates": {**data["rates"], "SE1": "5.00"},
    }
