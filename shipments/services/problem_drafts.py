"""Problem forms to be finished later, kept on the server: the browser stores nothing about people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from crm.accounts.models import User
from shipments.models import ProblemDraft, ProblemRecord, Waybill

#: The form's fields and how much of each is kept.
LONGEST = {"category": 10, "reason": 24, "occurred_at": 32, "contact": 60, "phone": 30, "matter": 500}
#: Fields that are filled by themselves say nothing of what was typed.
_TYPED = ("contact", "phone", "matter", "reason")


def keep_draft(
    waybill: Waybill, told: Mapping[str, Any], *, event_id: UUID, by: User, at: datetime
) -> ProblemDraft | None:
    """Keep what was typed so far. Nothing typed is no draft, nor is what has been registered in the meantime.

    event_id   of the event to come: pictures taken now cite it
    writes     shipments_problemdraft
    """
    data = {name: str(told.get(name) or "").replace("\0", "")[:longest] for name, longest in LONGEST.items()}
    sent = ProblemRecord.objects.filter(event_id=event_id).exists()
    if sent or not any(data[name].strip() for name in _TYPED):
        drop_draft(waybill, by=by)
        return None
    kept = {"event_id": event_id, "data": data, "changed_at": at}
    return ProblemDraft.objects.update_or_create(person=by, waybill=waybill, defaults=kept)[0]


def drop_draft(waybill: Waybill, *, by: User) -> None:
    """writes   shipments_problemdraft"""
    ProblemDraft.objects.filter(person=by, waybill=waybill).delete()
