"""The stop buttons: of a batch, and of everything. Whatever is not yet in a provider's hands stays where it is."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.outbox import followers
from crm.outbox.models import Batch, Message, SendingLimits
from crm.outbox.sql import stopping as sql
from crm.shared.errors import Refused

ROWS = 2000


def open_batch(key: str, *, name: str, by: User | None, at: datetime) -> Batch:
    """The batch of this matter, made if it is not there.

    writes   outbox_batch
    """
    return Batch.objects.get_or_create(key=key, defaults={"name": name, "opened_at": at, "opened_by": by})[0]


@transaction.atomic
def stop_batch(batch: Batch, *, by: User, at: datetime) -> None:
    """From the next hand-over on nothing of it goes out; what waits is set aside by `move_stopped`.

    raises   Refused when it is stopped already
    writes   outbox_batch, audit_auditentry
    """
    going = Batch.objects.filter(pk=batch.pk, stopped_at=None)
    if not going.update(stopped_at=at, stopped_by=by, moving=True):
        raise Refused(_("This batch is stopped already."), code="stopped")
    record_act("messages.stop", f"batch:{batch.pk}", by=by, at=at)


@transaction.atomic
def go_on_with_batch(batch: Batch, *, by: User, at: datetime) -> None:
    """What was set aside waits again; what is too late by then is not sent.

    raises   Refused when it is not stopped
    writes   outbox_batch, audit_auditentry
    """
    stopped = Batch.objects.filter(pk=batch.pk).exclude(stopped_at=None)
    if not stopped.update(stopped_at=None, stopped_by=None, moving=True):
        raise Refused(_("This batch is not stopped."), code="not_stopped")
    record_act("messages.go_on", f"batch:{batch.pk}", by=by, at=at)


@transaction.atomic
def stop_all(*, by: User, at: datetime) -> None:
    """From the next hand-over on nothing goes out at all.

    raises   Refused when all is stopped already
    writes   outbox_sendinglimits, audit_auditentry
    """
    SendingLimits.objects.get_or_create(pk=1)
    if not SendingLimits.objects.filter(pk=1, stopped_at=None).update(stopped_at=at):
        raise Refused(_("All sending is stopped already."), code="stopped")
    record_act("messages.stop", "messages", by=by, at=at)


@transaction.atomic
def go_on_with_all(*, by: User, at: datetime) -> None:
    """
    raises   Refused when nothing is stopped
    writes   outbox_sendinglimits, audit_auditentry
    """
    if not SendingLimits.objects.filter(pk=1).exclude(stopped_at=None).update(stopped_at=None):
        raise Refused(_("Sending is not stopped."), code="not_stopped")
    record_act("messages.go_on", "messages", by=by, at=at)


def move_stopped(at: datetime) -> int:
    """Set aside what waits in stopped batches, bring back what was set aside in those that go on. Returns how many.

    writes   outbox_message, outbox_batch, what followers write
    """
    return sum(_move(batch, at) for batch in Batch.objects.filter(moving=True).order_by("pk"))


def _move(batch: Batch, at: datetime) -> int:
    moved = 0
    while some := _move_some(batch, at):
        moved += some
    if not Message.objects.filter(batch=batch, state=Message.State.CLAIMED).exists():
        Batch.objects.filter(pk=batch.pk, stopped_at=batch.stopped_at).update(moving=False)
    return moved


@transaction.atomic
def _move_some(batch: Batch, at: datetime) -> int:
    with connection.cursor() as cursor:
        statement = sql.SET_ASIDE if batch.stopped_at else sql.BRING_BACK
        cursor.execute(statement, {"batch": batch.pk, "at": at, "limit": ROWS})
        news = cursor.fetchall()
    followers.tell(((key, state) for key, state in news if state == "skipped"), at)
    return len(news)
