"""Reads of appeals that more than one page asks for."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from shipments.quality.models import Appeal, Fine
from shipments.quality.rules.appealing import FIRST, instance_open, second_until

APPEALS = Appeal.objects.select_related(
    "outlet", "fine__violation__waybill", "fine__violation__piece", "by", "decided_by"
)


def waiting(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Uses index: appeal_waiting."""
    return appeals.filter(state__in=Appeal.WAITING)


def appeal_until(fine: Fine, appeals: Sequence[Appeal]) -> datetime | None:
    """Until when the next appeal is in time; None when the fine was never announced.

    appeals   all of this fine
    """
    if fine.notice is None:
        return None
    first = next((one for one in appeals if one.instance == FIRST and one.decided_at), None)
    if first is None or first.decided_at is None:
        return fine.notice.reply_by
    return second_until(fine.notice.notice.published_at, fine.notice.reply_by, first.decided_at)


def next_instance(fine: Fine, appeals: Sequence[Appeal]) -> int | None:
    """The instance that an appeal lodged now would be; None when there is none."""
    return instance_open(fine.state, [one.instance for one in appeals]) if fine.notice_id else None
