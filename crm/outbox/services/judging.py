"""What is asked of every message at the moment of sending: may it go now, later, or not at all?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from crm.outbox import checks
from crm.outbox.models import Channel, Message, Purpose, SendingLimits, Template
from crm.outbox.queries import suppressed
from crm.outbox.rules.segments import segments
from crm.outbox.rules.sending_caps import Cap, SentTo, cap
from crm.outbox.rules.texts import Unfit, fill
from crm.outbox.rules.windows import WIDEST_PROMOTION, Window, next_allowed, next_day
from crm.outbox.sql import sending as sql
from crm.shared.bulk import text_array
from crm.shared.days import midnight

State, Skipped = Message.State, Message.Skipped
#: When somebody else is just handing over to the same address, it is looked at again so much later, and a little.
ASIDE = timedelta(seconds=30)
#: What is given back is never too much.
GIVEN_BACK = Decimal(10) ** 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """state: pending (looked at again at `due_at`), skipped (why) or dead (error)."""

    state: State
    skipped: str = ""
    error: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that may go now, its text filled in."""

    message: Message
    template: Template
    text: str
    segments: int
    yuan: Decimal


Verdicts = dict[int, Verdict]


def judge(
    messages: Sequence[Message], templates: Mapping[int, Template], limits: SendingLimits, *, lease: UUID, at: datetime
) -> tuple[list[Ready], Verdicts]:
    """Ask everything of messages that this lease holds, cheapest first. Reads only.

    messages   in the order in which they are due
    """
    verdicts: Verdicts = {}
    left = list(messages)
    for ask in (_expired, _unwanted, _hours(limits), _checked, _capped(limits, lease)):
        found = ask(left, at)
        verdicts |= {each.pk: _in_time(each, found[each.pk]) for each in left if each.pk in found}
        left = [each for each in left if each.pk not in found]
    ready = [_written(each, templates[each.template_id], limits) for each in left]
    verdicts |= {each.pk: one for each, one in zip(left, ready, strict=True) if isinstance(one, Verdict)}
    fitting = [one for one in ready if isinstance(one, Ready)]
    afforded = _affordable(fitting, limits, at)
    dear = fitting[len(afforded) :]
    verdicts |= {one.message.pk: _in_time(one.message, _tomorrow(one.message, limits, at)) for one in dear}
    return afforded, verdicts


def spend(yuan: Decimal, limits: SendingLimits, at: datetime) -> bool:
    """Take this from the day's budget, or give it back when it is negative; False when it is not there.

    writes   outbox_spentday
    """
    if not yuan:
        return True
    most = limits.yuan_a_day if yuan > 0 else GIVEN_BACK
    with connection.cursor() as cursor:
        cursor.execute(sql.SPEND, {"day": timezone.localdate(at), "yuan": yuan, "most": most})
        return cursor.rowcount == 1


def window_of(purpose: str, limits: SendingLimits) -> Window:
    """The hours of headquarters, for promotions never wider than the law's."""
    if purpose == Purpose.NOTICE:
        return Window(limits.notice_from, limits.notice_until)
    opens, closes = WIDEST_PROMOTION
    return Window(max(limits.promotion_from, opens), min(limits.promotion_until, closes))


def _skip(reason: Skipped) -> Verdict:
    return Verdict(State.SKIPPED, skipped=reason)


def _later(due_at: datetime) -> Verdict:
    return Verdict(State.PENDING, due_at=due_at)


def _in_time(message: Message, verdict: Verdict) -> Verdict:
    """What would be looked at again when it makes no sense any more is not sent at all."""
    late = verdict.due_at is not None and verdict.due_at >= message.expires_at
    return _skip(Skipped.LATE) if late else verdict


def _expired(messages: Sequence[Message], at: datetime) -> Verdicts:
    late = {each.pk: _skip(Skipped.LATE) for each in messages if each.expires_at <= at}
    return late | {each.pk: _skip(Skipped.NO_ADDRESS) for each in messages if not _usable(each)}


def _usable(message: Message) -> bool:
    if message.channel == Channel.EMAIL:
        return "@" in message.address
    return message.address.lstrip("+").isdecimal()


def _unwanted(messages: Sequence[Message], at: datetime) -> Verdicts:
    found = {
        (purpose, *pair)
        for purpose in Purpose.values
        if (asked := {(each.channel, each.address) for each in messages if each.purpose == purpose})
        for pair in suppressed(asked, purpose=purpose)
    }
    return {
        each.pk: _skip(Skipped.OPTED_OUT) for each in messages if (each.purpose, each.channel, each.address) in found
    }


def _hours(limits: SendingLimits) -> Callable[[Sequence[Message], datetime], Verdicts]:
    windows = {purpose: window_of(purpose, limits) for purpose in Purpose.values}

    def ask(messages: Sequence[Message], at: datetime) -> Verdicts:
        opening = {purpose: next_allowed(at, window) for purpose, window in windows.items()}
        return {each.pk: _later(opening[each.purpose]) for each in messages if opening[each.purpose] > at}

    return ask


def _checked(messages: Sequence[Message], at: datetime) -> Verdicts:
    found: Verdicts = {}
    for check in checks.registered:
        asked = [each for each in messages if each.pk not in found]
        for pk, said in check(asked, at).items() if asked else ():
            found[pk] = _later(said) if isinstance(said, datetime) else _skip(said)
    return found


def _capped(limits: SendingLimits, lease: UUID) -> Callable[[Sequence[Message], datetime], Verdicts]:
    def ask(messages: Sequence[Message], at: datetime) -> Verdicts:
        sent, found = _sent_to({each.address for each in messages}, limits, lease, at), {}
        for each in messages:
            to = sent.setdefault(each.address, SentTo())
            answer = cap(to, each.purpose, a_day=limits.messages_a_day)
            if answer is Cap.FREE:
                to.count(each.purpose)
            else:
                full = answer is Cap.FULL
                found[each.pk] = _skip(Skipped.CAPPED) if full else _later(at + ASIDE + _apart(each))
        return found

    return ask


def _apart(message: Message) -> timedelta:
    """Two that have stepped aside for each other do not meet again."""
    return timedelta(seconds=message.pk % 60)


def _sent_to(addresses: set[str], limits: SendingLimits, lease: UUID, at: datetime) -> dict[str, SentTo]:
    values = {
        "addresses": text_array(sorted(addresses)),
        "midnight": midnight(timezone.localdate(at)),
        "promoted_since": at - timedelta(days=limits.promotion_every_days),
        "lease": lease,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNTS, values)
        return {address: SentTo(*counts) for address, *counts in cursor.fetchall()}


def _written(message: Message, template: Template, limits: SendingLimits) -> Ready | Verdict:
    try:
        text = fill(template.text, template.variables, message.values)
    except Unfit as unfit:
        return Verdict(State.DEAD, error=str(unfit)[:300])
    parts = segments(text) if message.channel == Channel.SMS else 0
    return Ready(message, template, text, parts, parts * limits.yuan_a_segment)


def _affordable(ready: list[Ready], limits: SendingLimits, at: datetime) -> list[Ready]:
    """As many of the first as the budget of the day allows, taken from it."""
    if not ready or spend(sum((one.yuan for one in ready), Decimal(0)), limits, at):
        return ready
    if len(ready) == 1:
        return []
    half = len(ready) // 2
    first = _affordable(ready[:half], limits, at)
    return first if len(first) < half else first + _affordable(ready[half:], limits, at)


def _tomorrow(message: Message, limits: SendingLimits, at: datetime) -> Verdict:
    return _later(next_day(at, window_of(message.purpose, limits)))
