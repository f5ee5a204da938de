"""Messages handed over to providers, each at most once, by any number of workers.

An attempt is committed before its provider is asked. A worker may die between any two lines: what it had claimed is
claimed again after its lease, what it was handing over is unknown then (`recovering.py`) and never sent by a machine.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from uuid import UUID, uuid4

from django.db import connection, transaction

from crm.outbox import followers
from crm.outbox.channels.base import Accepted, Channel, Letter, Outcome, Refusal, Unknown, chosen
from crm.outbox.models import Batch, Message, SendingLimits, Suppression, Template
from crm.outbox.queries import limits as limits_now
from crm.outbox.services.judging import Ready, Verdict, judge, spend
from crm.outbox.services.suppressing import suppress
from crm.outbox.sql import sending as sql
from crm.shared.bulk import array_literal, text_array

State = Message.State
LEASE = timedelta(seconds=120)
#: What has not been begun when so little of the lease is left is given back.
RESERVE = timedelta(seconds=40)
#: Messages claimed at once, and fewer when providers take them one by one.
CLAIMED = 500
CLAIMED_SLOWLY = 50
#: A provider that certainly did not take a message is asked so often, after so long.
TRIES = 3
BACKOFF = (timedelta(minutes=1), timedelta(minutes=10))


@dataclass(slots=True)
class Sent:
    """What became of the messages that were taken up, by state; pending: later."""

    counts: Counter[str] = field(default_factory=Counter)

    def __getitem__(self, state: str) -> int:
        return self.counts[state]

    @property
    def total(self) -> int:
        return self.counts.total()


def send_due(*, at: datetime, seconds: float = 25, limit: int | None = None) -> Sent:
    """Send what is due, in due order, for as long; any number of workers at once.

    at        now, from which the time that passes meanwhile is counted on
    limit     of messages taken up
    writes    outbox_message, outbox_attempt, outbox_spentday, outbox_suppression, what followers write
    """
    sent, clock = Sent(), _clock(at)
    while clock() < at + timedelta(seconds=seconds) and (limit is None or sent.total < limit):
        some = min(_claim_size(), limit - sent.total) if limit is not None else _claim_size()
        if not _send_some(some, sent, clock):
            break
    return sent


def _clock(at: datetime) -> "partial[datetime]":
    return partial(_later_than, at, time.monotonic())


def _later_than(at: datetime, began: float) -> datetime:
    return at + timedelta(seconds=time.monotonic() - began)


def _claim_size() -> int:
    quick = all(chosen(channel).together >= 50 for channel in ("sms", "email"))
    return CLAIMED if quick else CLAIMED_SLOWLY


def _send_some(size: int, sent: Sent, clock: "partial[datetime]") -> bool:
    """Claim, ask, hand over. False when nothing is due, or somebody has stopped it all."""
    limits = limits_now()
    if limits.stopped_at:
        return False
    lease, at = uuid4(), clock()
    messages = _claim(size, lease, at)
    if not messages:
        return False
    templates = Template.objects.in_bulk({each.template_id for each in messages})
    with transaction.atomic():
        ready, verdicts = judge(messages, templates, limits, lease=lease, at=at)
        _put_aside(verdicts, lease, at, sent)
    _hand_over(ready, limits, lease, at, sent, clock)
    return True


def _claim(size: int, lease: UUID, at: datetime) -> list[Message]:
    stopped = list(Batch.objects.exclude(stopped_at=None).values_list("pk", flat=True))
    values = {"at": at, "until": at + LEASE, "lease": lease, "limit": size, "stopped": array_literal(stopped)}
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, values)
        if not (ids := [pk for (pk,) in cursor.fetchall()]):
            cursor.execute(sql.CLAIM_ALONE, values | {"limit": 1})
            ids = [pk for (pk,) in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=ids).order_by("due_at", "id"))


def _put_aside(verdicts: dict[int, Verdict], lease: UUID, at: datetime, sent: Sent) -> None:
    if not verdicts:
        return
    said = list(verdicts.values())
    values = {
        "ids": array_literal(list(verdicts)),
        "states": text_array([str(one.state) for one in said]),
        "skipped": text_array([str(one.skipped) for one in said]),
        "errors": text_array([one.error for one in said]),
        "due_at": array_literal([one.due_at for one in said]),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.PUT_ASIDE, {**values, "lease": lease, "at": at})
        _tell(cursor.fetchall(), at, sent)


def _tell(news: Iterable[tuple[str, str]], at: datetime, sent: Sent) -> None:
    news = list(news)
    sent.counts.update(state for _key, state in news)
    followers.tell(((key, state) for key, state in news if state in ("accepted", "skipped", "dead")), at)


def _hand_over(
    ready: list[Ready], limits: SendingLimits, lease: UUID, at: datetime, sent: Sent, clock: "partial[datetime]"
) -> None:
    """Chunk by chunk, as many together as each provider takes; what is not begun in time is given back."""
    left = {one.message.pk: one for one in ready}
    try:
        for channel, chunk in _chunks(ready):
            if clock() > at + LEASE - RESERVE:
                break
            taken = _submit(channel, chunk, lease, clock())
            for one, _letter in taken:
                del left[one.message.pk]
            if taken:
                _ask(channel, taken, limits, lease, sent, clock)
    finally:
        _release(list(left.values()), limits, lease, at, sent)


def _chunks(ready: list[Ready]) -> Iterator[tuple[Channel, list[Ready]]]:
    for name, some in groupby(ready, key=lambda one: one.message.channel):
        channel, queue = chosen(name), list(some)
        for start in range(0, len(queue), channel.together):
            yield channel, queue[start : start + channel.together]


def _submit(channel: Channel, chunk: list[Ready], lease: UUID, at: datetime) -> list[tuple[Ready, Letter]]:
    """Commit the attempts of those that may still go. Whoever runs this inside a transaction breaks the promise."""
    letters = [_letter(one) for one in chunk]
    values = {
        "ids": array_literal([one.message.pk for one in chunk]),
        "attempts": array_literal([letter.reference for letter in letters]),
        "segments": array_literal([one.segments for one in chunk]),
        "yuan": array_literal([one.yuan for one in chunk]),
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(sql.SUBMIT, {**values, "provider": channel.name, "lease": lease, "at": at, "until": at + LEASE})
        begun = {reference for (reference,) in cursor.fetchall()}
    return [pair for pair in zip(chunk, letters, strict=True) if pair[1].reference in begun]


def _letter(one: Ready) -> Letter:
    """With the values in the order of the template's variables: some providers know them by number."""
    message, template = one.message, one.template
    values = {name: message.values[name] for name in template.variables}
    return Letter(uuid4(), message.address, one.text, template.title, template.provider_code, values, message.purpose)


def _ask(
    channel: Channel,
    taken: list[tuple[Ready, Letter]],
    limits: SendingLimits,
    lease: UUID,
    sent: Sent,
    clock: "partial[datetime]",
) -> None:
    """Ask the provider; whatever goes wrong in there leaves unknown outcomes and goes on rising."""
    outcomes: Sequence[Outcome] = [Unknown("The channel broke down.") for _pair in taken]
    try:
        outcomes = channel.hand_over([letter for _one, letter in taken])
    finally:
        _answer(list(zip(taken, outcomes, strict=True)), limits, lease, sent, clock())


def _answer(
    said: list[tuple[tuple[Ready, Letter], Outcome]], limits: SendingLimits, lease: UUID, sent: Sent, at: datetime
) -> None:
    rows = [(letter.reference, one.message.pk, *_noted(one.message, outcome, at)) for (one, letter), outcome in said]
    names = ("attempts", "ids", "outcomes", "states", "provider_ids", "errors", "due_at")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    texts = {name: text_array(columns.pop(name)) for name in ("outcomes", "states", "provider_ids", "errors")}
    values = {name: array_literal(column) for name, column in columns.items()}
    with transaction.atomic():
        for (one, _letter), outcome in said:
            _note_refusal(one.message, outcome, at)
        spend(
            -sum((one.yuan for (one, _letter), outcome in said if isinstance(outcome, Refusal)), Decimal(0)), limits, at
        )
        with connection.cursor() as cursor:
            cursor.execute(sql.ANSWER, {**values, **texts, "lease": lease, "at": at})
            _tell(cursor.fetchall(), at, sent)


def _noted(message: Message, outcome: Outcome, at: datetime) -> tuple[str, str, str, str, datetime | None]:
    """Outcome of the attempt, state of the message, the provider's id, what it said, when again."""
    match outcome:
        case Accepted(id=provider_id):
            return "accepted", "accepted", provider_id[:80], "", None
        case Refusal(again=True, said=said, after=after) if message.attempts + 1 < TRIES:
            return "refused", "pending", "", said[:300], at + max(after or BACKOFF[0], BACKOFF[message.attempts])
        case Refusal(said=said):
            return "refused", "dead", "", said[:300], None
        case Unknown(said=said):
            return "unknown", "unknown", "", said[:300], None


def _note_refusal(message: Message, outcome: Outcome, at: datetime) -> None:
    if isinstance(outcome, Refusal) and outcome.suppress:
        source = Suppression.Source.PROVIDER
        suppress(message.channel, message.address, source=source, proof=outcome.said, at=at)


def _release(ready: Sequence[Ready], limits: SendingLimits, lease: UUID, at: datetime, sent: Sent) -> None:
    if not ready:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        spend(-sum((one.yuan for one in ready), Decimal(0)), limits, at)
        cursor.execute(sql.RELEASE, {"ids": array_literal([one.message.pk for one in ready]), "lease": lease})
        sent.counts[State.PENDING] += cursor.rowcount
