"""Notices: written by headquarters or made of facts, read and confirmed by outlet staff, reminded of and escalated."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models import Notice, NoticeReminder, NoticeVersion
from outlets.services.addressed import Audience, note_reading
from outlets.sql.notices import REMIND

#: Unread for so long, a must-read is the manager's business.
ESCALATED_AFTER = timedelta(hours=24)
#: An outlet is reminded of the same thing once within this time, however often somebody presses.
REMINDED_AGAIN_AFTER = timedelta(hours=1)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader has to answer; `right` is the place of the right answer.

    raises   Refused
    """

    text: str
    answers: tuple[str, ...]
    right: int

    def __post_init__(self) -> None:
        if not self.text.strip() or len(set(self.answers)) < 2 or len(set(self.answers)) != len(self.answers):
            raise Refused(
                _("A question has a text and at least two different answers."), code="question_without_answers"
            )


@dataclass(frozen=True, slots=True)
class Cover:
    """What a notice is called, whether it must be read, until when, and what its readers are asked."""

    title: str
    must_read: bool = False
    reply_by: datetime | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """`note` says what has changed."""

    text: str
    text_en: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one outlet is told without a text: the facts are rows of a higher app."""

    outlet: int
    reply_by: datetime | None = None


@transaction.atomic
def publish_notice(cover: Cover, words: Words, audience: Audience, *, by: User, at: datetime) -> Notice:
    """Tell the network, or some outlets and roles of it.

    raises   Refused when it says nothing, or was to be read before now
    writes   outlets_notice, …_notice_outlets, …_noticeversion, audit_auditentry
    """
    if cover.reply_by is not None and cover.reply_by <= at:
        raise Refused(_("The time to read it is over already."), code="notice_over")
    notice = Notice.objects.create(
        title=cover.title,
        must_read=cover.must_read,
        reply_by=cover.reply_by,
        question=_kept(cover.question),
        everywhere=not audience.outlets,
        roles=sorted(audience.roles),
        published_at=at,
        publisher=by,
    )
    notice.outlets.set(audience.outlets)
    _say(notice, words, by=by, at=at)
    return notice


@transaction.atomic
def publish_version(notice: Notice, words: Words, *, seen: int, by: User, at: datetime) -> NoticeVersion:
    """Say it anew: everybody addressed is asked again.

    seen     number of the version that the writer had before the eyes
    raises   Refused when somebody has published meanwhile, it says nothing, or it is made of facts
    writes   outlets_noticeversion, outlets_notice, audit_auditentry
    """
    locked = _written(notice)
    if locked.current is None or locked.current.number != seen:
        raise Refused(
            _("Somebody has published another version meanwhile: read it, then publish yours."), code="notice_newer"
        )
    locked.published_at, locked.escalated_at = at, None
    locked.save(update_fields=["published_at", "escalated_at"])
    return _say(locked, words, by=by, at=at)


@transaction.atomic
def withdraw_notice(notice: Notice, *, withdrawn: bool, by: User, at: datetime) -> None:
    """Take a notice back, or put it out again; its versions and receipts stay.

    raises   Refused when it is made of facts
    writes   outlets_notice, audit_auditentry
    """
    locked = _written(notice)
    if bool(locked.withdrawn_at) != withdrawn:
        locked.withdrawn_at = at if withdrawn else None
        locked.save(update_fields=["withdrawn_at"])
        record_act("notice.withdraw" if withdrawn else "notice.restore", _subject(locked), by=by, at=at)


def confirm_reading(notice: Notice, number: int, *, answer: int | None = None, by: User, at: datetime) -> bool:
    """Somebody says to have read this version, and answers what it asks. Returns whether it is new.

    answer   the place of an answer of its question
    raises   Refused as `note_reading`, and when the answer is missing or wrong
    writes   outlets_noticereading
    """
    if notice.question and answer != notice.question["right"]:
        raise Refused(_("That is not the answer: read it once more, then answer."), code="answer_wrong")
    return note_reading(notice, number, by=by, at=at)


@transaction.atomic
def remind(notice: Notice, outlets: Collection[int] | None, *, by: User, at: datetime) -> int:
    """Remind outlets of whose people some have not read the newest version. Returns how many were.

    outlets  keys; None: all
    raises   Refused when it is taken back, all have read it, or they were reminded within the hour
    writes   outlets_noticereminder, audit_auditentry
    """
    if notice.withdrawn_at:
        raise Refused(_("This notice is taken back: there is nothing to remind of."), code="notice_withdrawn")
    reminded = _remind(
        [notice.pk],
        NoticeReminder.Kind.REMINDER,
        outlets=None if outlets is None else sorted(outlets),
        since=at - REMINDED_AGAIN_AFTER,
        by=by,
        at=at,
    )
    if not reminded:
        raise Refused(_("All have read it, or were reminded within the hour."), code="nobody_to_remind")
    record_act("notice.remind", _subject(notice), by=by, at=at, detail={"outlets": reminded})
    return reminded


@transaction.atomic
def escalate_unread(at: datetime) -> int:
    """Tell managers which must-reads some of their staff have not read for a day, once each. Returns how many notices.

    Safe to run twice, or twice at once: each notice is claimed by one of them.
    writes   outlets_noticereminder, outlets_notice
    """
    waiting = Notice.objects.filter(must_read=True, escalated_at=None, withdrawn_at=None)
    waiting = waiting.filter(published_at__lte=at - ESCALATED_AFTER).order_by("published_at")
    claimed = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    if claimed:
        _remind(claimed, NoticeReminder.Kind.ESCALATION, outlets=None, since=at, by=None, at=at)
        Notice.objects.filter(pk__in=claimed).update(escalated_at=at)
    return len(claimed)


@transaction.atomic
def publish_facts(kind: str, facts: Sequence[Facts], *, roles: Collection[Role], at: datetime) -> list[Notice]:
    """One notice each, to be read by these roles of its outlet; in the order of `facts`. Nobody writes them: the sweep.

    writes   outlets_notice, …_notice_outlets, …_noticeversion
    """
    asked = sorted(str(role) for role in roles)
    told = [
        Notice(kind=kind, must_read=True, reply_by=fact.reply_by, everywhere=False, roles=asked, published_at=at)
        for fact in facts
    ]
    Notice.objects.bulk_create(told)
    audience = Notice.outlets.through
    audience.objects.bulk_create(
        [audience(notice=notice, outlet_id=fact.outlet) for notice, fact in zip(told, facts, strict=True)]
    )
    NoticeVersion.objects.bulk_create([NoticeVersion(notice=notice, number=1, published_at=at) for notice in told])
    _renew_current([notice.pk for notice in told])
    return told


@transaction.atomic
def ask_again(notices: Collection[int], *, at: datetime) -> int:
    """A new version with the same words, so that everybody addressed is asked once more. Returns of how many.

    writes   outlets_noticeversion, outlets_notice
    """
    rows = Notice.objects.filter(pk__in=notices, withdrawn_at=None).exclude(current=None).order_by("pk")
    locked = list(rows.select_for_update(of=("self",)).select_related("current"))
    NoticeVersion.objects.bulk_create(
        [
            NoticeVersion(
                notice=notice,
                number=notice.current.number + 1,
                text=notice.current.text,
                text_en=notice.current.text_en,
                published_at=at,
            )
            for notice in locked
        ]
    )
    _renew_current([notice.pk for notice in locked])
    return len(locked)


def _say(notice: Notice, words: Words, *, by: User, at: datetime) -> NoticeVersion:
    if not words.text.strip():
        raise Refused(_("Write the text."), code="notice_empty")
    notice.current = NoticeVersion.objects.create(
        notice=notice,
        number=notice.current.number + 1 if notice.current else 1,
        text=words.text.strip(),
        text_en=words.text_en.strip(),
        note=words.note,
        published_at=at,
        published_by=by,
    )
    notice.save(update_fields=["current"])
    record_act("notice.publish", _subject(notice), by=by, at=at, detail={"version": notice.current.number})
    return notice.current


def _written(notice: Notice) -> Notice:
    """The notice, held until the transaction ends. raises Refused when nobody wrote it"""
    locked = Notice.objects.select_for_update(of=("self",)).select_related("current").get(pk=notice.pk)
    if locked.kind != Notice.Kind.GENERAL:
        raise Refused(_("This notice says facts: it changes only with them."), code="notice_of_facts")
    return locked


def _renew_current(notices: Collection[int]) -> None:
    newest = NoticeVersion.objects.filter(notice=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Notice.objects.filter(pk__in=notices).update(current=Subquery(newest))


def _remind(
    notices: Sequence[int],
    kind: str,
    *,
    outlets: Sequence[int] | None,
    since: datetime,
    by: User | None,
    at: datetime,
) -> int:
    given = {"notices": list(notices), "kind": str(kind), "outlets": outlets, "since": since, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(REMIND, given | {"by": by.pk if by else None})
        return cursor.rowcount


def _kept(question: Question | None) -> dict[str, object] | None:
    return None if question is None else asdict(question)


def _subject(notice: Notice) -> str:
    return f"outlets.notice:{notice.pk}"
