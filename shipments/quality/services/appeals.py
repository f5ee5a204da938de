"""Appeals against fines: lodged by the outlet, with leave when late, decided by somebody else, once and once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import access_of
from outlets.models import Notice
from outlets.services.document_files import KeptFile
from outlets.services.notices import Facts, publish_facts
from shipments.quality.models import Appeal, AppealEvidence, Fine, LedgerEntry
from shipments.quality.queries.appeals import appeal_until, next_instance
from shipments.quality.rules.appealing import (
    FIRST,
    SECOND,
    Bar,
    Case,
    Judge,
    Window,
    bar,
    second_until,
    step_of,
    window,
    yuan_after,
)
from shipments.quality.rules.fine_states import Step, after
from shipments.quality.services.evidence_files import drop_evidence, keep_evidence
from shipments.quality.services.posting import touch_days
from shipments.quality.services.replies import SPEAKERS, check_speaker, locked

#: Who decides in the first instance; leave and the second instance are the supervisor's.
DECIDERS = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})
SUPERVISORS = frozenset({Role.APPEALS_SUPERVISOR})

BARS = {
    Bar.PART: _("This is for others to decide: inspectors the first instance, the supervisor leave and the second."),
    Bar.ISSUER: _("You issued this fine: somebody else decides its appeal."),
    Bar.APPELLANT: _("You lodged this appeal: somebody else decides it."),
    Bar.OUTLET: _("You have a post at this outlet: somebody else decides its appeal."),
    Bar.FIRST_DECIDER: _("You decided the first instance: somebody else decides the second."),
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why the fine should fall.

    instance   the one that the writer had before the eyes; None: whichever is open
    """

    text: str
    files: Sequence[File] = ()
    instance: int | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decider says.

    outcome   an `appealing.Outcome`
    left      yuan that remain to be paid, for a reduction
    """

    outcome: str
    reason: str
    left: Decimal | None = None


def lodge(fine: Fine, grounds: Grounds, *, by: object, at: datetime) -> Appeal:
    """Appeal: in the first instance, or in the second once the first is decided. Late, it asks for leave.

    by       a User, or a partner principal whose key is the outlet's
    raises   Refused when it is not theirs, no instance is open, an appeal is, or a file is no good
    writes   quality_appeal, …_appealevidence, quality_fine, audit_auditentry, files below MEDIA_ROOT
    """
    check_speaker(by, fine)
    if not grounds.text.strip():
        raise Refused(_("Say why the fine should fall."), code="appeal_empty")
    kept = keep_evidence(grounds.files)
    try:
        with transaction.atomic():
            return _lodge(locked(fine), grounds, kept, by=by, at=at)
    except BaseException:
        drop_evidence(kept)
        raise


def give_leave(appeal: Appeal, reason: str, *, by: object, at: datetime) -> Appeal:
    """Let a late appeal in: from now on it is like any other.

    raises   Refused when it does not wait for leave (any more), or the person may not
    writes   quality_appeal, quality_fine, audit_auditentry
    """
    return _leave(appeal, reason, given=True, by=by, at=at)


def refuse_leave(appeal: Appeal, reason: str, *, by: object, at: datetime) -> Appeal:
    """Keep a late appeal out; the fine stands as it did.

    raises   as `give_leave`
    writes   quality_appeal, outlets_notice, audit_auditentry
    """
    return _leave(appeal, reason, given=False, by=by, at=at)


@transaction.atomic
def decide(appeal: Appeal, ruling: Ruling, *, by: object, at: datetime) -> Appeal:
    """Decide an open appeal. What it changes of the amount is a row of the ledger, linked to the appeal.

    Two people at once: the fine's lock lets one of them through, the other is refused.

    raises   Refused when it is not open (any more), the person may not, the reason is missing, or the amount is wrong
    writes   quality_appeal, quality_fine, quality_ledgerentry, outlets_notice, audit_auditentry
    """
    fine = locked(appeal.fine)
    appeal = Appeal.objects.get(pk=appeal.pk)
    if appeal.state != Appeal.State.OPEN:
        raise Refused(_("This appeal is not open: somebody has decided it, or it waits for leave."), code="not_open")
    _check_decider(appeal, fine, by)
    appeal.reason = _reason(ruling.reason)
    appeal.yuan_before = _balance(fine)
    appeal.yuan_after = _remains(ruling, appeal.yuan_before)
    appeal.state, appeal.decided_by, appeal.decided_at = ruling.outcome, by, at
    appeal.notice = _told(appeal, fine, at=at)
    appeal.save(update_fields=["state", "decided_by", "decided_at", "reason", "yuan_before", "yuan_after", "notice"])
    _move(fine, step_of(ruling.outcome, fine.yuan, appeal.yuan_after))
    if appeal.yuan_before != appeal.yuan_after:
        change = appeal.yuan_after - appeal.yuan_before
        kind = LedgerEntry.Kind.APPEAL
        LedgerEntry.objects.create(fine=fine, outlet_id=fine.outlet_id, kind=kind, yuan=change, at=at, appeal=appeal)
    detail = {"outcome": ruling.outcome, "before": _text(appeal.yuan_before), "after": _text(appeal.yuan_after)}
    record_act("appeal.decide", _subject(appeal), by=by, at=at, detail=detail)
    return appeal


def barred(appeal: Appeal, fine: Fine, by: object) -> Bar | None:
    """Why this person may not decide this appeal (or on its leave); None when nothing stands against it."""
    if not isinstance(by, User):
        return Bar.PART
    access = access_of(by)
    first = None
    if appeal.instance == SECOND:
        first = fine.appeals.filter(instance=FIRST).values_list("decided_by", flat=True).first()
    asked_of_supervisor = appeal.instance == SECOND or appeal.state == Appeal.State.ASKING
    plays = access.has(SUPERVISORS if asked_of_supervisor else DECIDERS)
    case = Case(fine.issuer_id, appeal.by_id, fine.outlet_id, first)
    return bar(case, Judge(by.pk, plays, access.outlet_ids))


def _lodge(fine: Fine, grounds: Grounds, kept: Sequence[KeptFile], *, by: object, at: datetime) -> Appeal:
    before = list(fine.appeals.all())
    instance, until = next_instance(fine, before), appeal_until(fine, before)
    if any(one.state in Appeal.WAITING for one in before):
        raise Refused(_("An appeal against this fine is open already: wait for its decision."), code="appeal_open")
    if until is None:
        raise Refused(_("This fine is not announced yet: appeal once it is."), code="fine_not_announced")
    if instance is None:
        raise Refused(_("No appeal is left: this fine is decided finally, or gone."), code="appeal_final")
    if grounds.instance not in (None, instance):
        raise Refused(_("The first instance was decided meanwhile: read it first."), code="appeal_newer")
    late = window(until, at) is Window.LATE
    appeal = Appeal.objects.create(
        fine=fine,
        outlet_id=fine.outlet_id,
        instance=instance,
        text=grounds.text.strip(),
        by=by if isinstance(by, User) else None,
        at=at,
        late=late,
        state=Appeal.State.ASKING if late else Appeal.State.OPEN,
    )
    AppealEvidence.objects.bulk_create([_evidence(appeal, file, by=by, at=at) for file in kept])
    if not late:
        _move(fine, Step.APPEAL)
    detail = {"fine": fine.pk, "instance": instance, "late": late, "files": len(kept)}
    record_act("appeal.lodge", _subject(appeal), by=by, at=at, detail=detail)
    return appeal


def _evidence(appeal: Appeal, file: KeptFile, *, by: object, at: datetime) -> AppealEvidence:
    made = AppealEvidence(
        appeal=appeal,
        file_name=file.called,
        file_type=file.type,
        bytes=file.bytes,
        sha256=file.sha256,
        by=by if isinstance(by, User) else None,
        at=at,
    )
    made.file.name = file.name
    return made


@transaction.atomic
def _leave(appeal: Appeal, reason: str, *, given: bool, by: object, at: datetime) -> Appeal:
    fine = locked(appeal.fine)
    appeal = Appeal.objects.get(pk=appeal.pk)
    if appeal.state != Appeal.State.ASKING:
        raise Refused(_("This appeal does not wait for leave (any more)."), code="not_asking")
    _check_decider(appeal, fine, by)
    appeal.leave_reason, appeal.leave_by, appeal.leave_at = _reason(reason), by, at
    appeal.state = Appeal.State.OPEN if given else Appeal.State.REFUSED
    appeal.notice = None if given else _told(appeal, fine, at=at)
    appeal.save(update_fields=["leave_reason", "leave_by", "leave_at", "state", "notice"])
    if given:
        _move(fine, Step.APPEAL)
    record_act("appeal.give_leave" if given else "appeal.refuse_leave", _subject(appeal), by=by, at=at)
    return appeal


def _told(appeal: Appeal, fine: Fine, *, at: datetime) -> Notice:
    """The outlet's must-read about it, with the time for a second instance where one is left."""
    left = appeal.state in (Appeal.State.SUSTAINED, Appeal.State.REDUCED) and appeal.instance == FIRST
    until = second_until(fine.notice.notice.published_at, fine.notice.reply_by, at) if left and fine.notice else None
    (notice,) = publish_facts(Notice.Kind.DECISION, [Facts(fine.outlet_id, until)], roles=SPEAKERS, at=at)
    return notice


def _check_decider(appeal: Appeal, fine: Fine, by: object) -> None:
    if against := barred(appeal, fine, by):
        raise Refused(BARS[against], code=f"decider_{against}")


def _move(fine: Fine, step: Step) -> None:
    state = after(fine.state, step)
    if state is None:
        raise Refused(_("This fine has changed meanwhile: look at it again."), code="fine_moved")
    fine.state = state
    fine.save(update_fields=["state"])
    touch_days([fine.violation])


def _balance(fine: Fine) -> Decimal | None:
    """What is owed for it; None where the rule book has set no rate."""
    if fine.yuan is None:
        return None
    return fine.entries.order_by().aggregate(owed=Sum("yuan"))["owed"] or Decimal(0)


def _remains(ruling: Ruling, balance: Decimal | None) -> Decimal | None:
    try:
        return yuan_after(ruling.outcome, balance, ruling.left)
    except ValueError as wrong:
        raise Refused(
            _("A reduction leaves more than nothing and less than all: name an amount in between."),
            code="reduction_amount",
        ) from wrong


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused(_("Give the reason, with the rule it rests on: both sides read it."), code="reason_missing")
    return text.strip()


def _text(yuan: Decimal | None) -> str | None:
    return None if yuan is None else str(yuan)


def _subject(appeal: Appeal) -> str:
    return f"quality.appeal:{appeal.pk}"
