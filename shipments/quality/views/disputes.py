"""What an outlet and headquarters say about a fine, as the fine's page shows it, and what a reader may do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.shared.figures import Badge
from outlets.access import access_of
from shipments.quality.forms.appeals import ReplyForm
from shipments.quality.models import Appeal, Fine, FineReply
from shipments.quality.queries.appeals import appeal_until, next_instance
from shipments.quality.rules.appealing import Window, window
from shipments.quality.rules.fine_states import Step, after
from shipments.quality.services.replies import ANSWERERS, speaks_for
from shipments.quality.tables.appeals import appeal_badge


@dataclass(frozen=True, slots=True)
class Dispute:
    """
    until       until when the next appeal is in time; None when the fine was never announced
    instance    the one that is open to the outlet; None when there is none
    late        that instance's time is over: an appeal needs leave
    may_appeal  this reader may lodge it
    may_reply   this reader may say something
    """

    replies: Sequence[FineReply]
    appeals: Sequence[tuple[Appeal, Badge]]
    until: datetime | None
    instance: int | None
    late: bool
    may_appeal: bool
    may_reply: bool
    form: ReplyForm | None

    @property
    def waiting(self) -> bool:
        return any(appeal.state in Appeal.WAITING for appeal, _badge in self.appeals)


def dispute_of(fine: Fine, user: object, *, at: datetime, form: ReplyForm | None = None) -> Dispute:
    """fine   with `notice__notice`"""
    appeals = list(fine.appeals.select_related("decided_by").order_by("instance"))
    until, instance = appeal_until(fine, appeals), next_instance(fine, appeals)
    ours = speaks_for(user, fine.outlet_id)
    late = until is not None and window(until, at) is Window.LATE
    may_reply = _may_reply(fine, user, at=at, ours=ours)
    return Dispute(
        replies=list(fine.replies.select_related("by")),
        appeals=[(appeal, appeal_badge(appeal)) for appeal in appeals],
        until=until,
        instance=instance,
        late=late,
        may_appeal=ours and instance is not None,
        may_reply=may_reply,
        form=(form or ReplyForm()) if may_reply else None,
    )


def _may_reply(fine: Fine, user: object, *, at: datetime, ours: bool) -> bool:
    if fine.notice is None:
        return False
    if ours:
        in_time = window(fine.notice.reply_by, at) is Window.IN_TIME and after(fine.state, Step.REPLY) is not None
        return in_time or fine.state == Fine.State.APPEALED
    return access_of(user).has(ANSWERERS) and fine.state not in Fine.GONE
