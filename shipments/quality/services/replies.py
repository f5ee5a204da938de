"""What the outlet and headquarters say to each other about a fine, short of an appeal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.quality.models import Fine, FineReply
from shipments.quality.rules.appealing import Window, window
from shipments.quality.rules.fine_states import Step, after

#: Who speaks for an outlet, there.
SPEAKERS = frozenset({Role.MANAGER, Role.SERVICE_CLERK})
#: Who speaks for quality control.
ANSWERERS = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})


def speaks_for(by: object, outlet_id: int) -> bool:
    """The outlet's manager and customer-service clerk do, and a partner's key that is the outlet's own."""
    access = access_of(by)
    if isinstance(by, User):
        return any((role, outlet_id) in access.posts for role in SPEAKERS)
    return not access.network and outlet_id in access.outlet_ids


def check_speaker(by: object, fine: Fine) -> None:
    """raises   Refused"""
    if not speaks_for(by, fine.outlet_id):
        raise Refused(
            _("Only the outlet's manager or customer-service clerk may say something about its fine."),
            code="fine_of_others",
        )


def locked(fine: Fine) -> Fine:
    """The fine, held until the transaction ends: whoever moves a fine takes this lock first, then what hangs on it."""
    return Fine.objects.select_for_update(of=("self",)).select_related("notice__notice").get(pk=fine.pk)


@transaction.atomic
def reply(fine: Fine, text: str, *, by: object, at: datetime) -> FineReply:
    """The outlet says something about its fine; while an appeal is open, the fine stays appealed.

    by       a User, or a partner principal whose key is the outlet's
    raises   Refused when it is not theirs, not announced, decided, or the time to reply is over
    writes   quality_finereply, quality_fine, audit_auditentry
    """
    check_speaker(by, fine)
    fine = locked(fine)
    if fine.state != Fine.State.APPEALED:
        _check_open(fine, at)
        fine.state = after(fine.state, Step.REPLY)
        fine.save(update_fields=["state"])
    return _say(fine, text, by=by, at=at)


@transaction.atomic
def answer(fine: Fine, text: str, *, by: User, at: datetime) -> FineReply:
    """Headquarters answer; that moves nothing.

    raises   Refused when it is no inspector or supervisor, or nothing is left to talk about
    writes   quality_finereply, audit_auditentry
    """
    if not access_of(by).has(ANSWERERS):
        raise Refused(_("Only quality control answers for headquarters."), code="answer_part")
    fine = locked(fine)
    if fine.notice_id is None or fine.state in Fine.GONE:
        raise Refused(_("Nothing is owed or announced: there is nothing to answer."), code="fine_closed")
    return _say(fine, text, by=by, at=at)


def _check_open(fine: Fine, at: datetime) -> None:
    if fine.notice is None:
        raise Refused(_("This fine is not announced yet: reply once it is."), code="fine_not_announced")
    if after(fine.state, Step.REPLY) is None:
        raise Refused(_("Nothing is left to reply to: this fine is decided or gone."), code="fine_closed")
    if window(fine.notice.reply_by, at) is Window.LATE:
        raise Refused(_("The time to reply is over. A late appeal needs headquarters' leave."), code="reply_late")


def _say(fine: Fine, text: str, *, by: object, at: datetime) -> FineReply:
    if not text.strip():
        raise Refused(_("Say something: the reply is empty."), code="reply_empty")
    said = FineReply.objects.create(
        fine=fine, outlet_id=fine.outlet_id, text=text.strip(), by=by if isinstance(by, User) else None, at=at
    )
    record_act("fine.reply", f"quality.fine:{fine.pk}", by=by, at=at)
    return said
