"""What others ask the outbox."""

from collections.abc import Collection
from datetime import datetime, timedelta

from crm.outbox.models import Message, SendingLimits, Suppression, Template

#: A message that waits for longer than this is late, and people are told so.
LATE_AFTER = timedelta(minutes=10)


def template_in_force(code: str, channel: str) -> Template | None:
    return templates_in_force({(code, channel)}).get((code, channel))


def templates_in_force(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Template]:
    """By (code, channel), those of them that are approved and not retired."""
    found = Template.objects.filter(
        code__in={code for code, _channel in wanted}, approved_at__isnull=False, retired_at=None
    )
    return {key: each for each in found if (key := (each.code, each.channel)) in wanted}


def limits() -> SendingLimits:
    """What headquarters allow; as shipped where nothing has been written."""
    return SendingLimits.objects.filter(pk=1).first() or SendingLimits()


def suppressed(pairs: Collection[tuple[str, str]], *, purpose: str) -> set[tuple[str, str]]:
    """Those of these (channel, address) that are not written to for this purpose."""
    found = Suppression.objects.filter(
        address__in={address for _channel, address in pairs}, purpose__in=["", purpose], ended_at=None
    ).values_list("channel", "address")
    return set(found) & set(pairs)


def oldest_due(at: datetime) -> datetime | None:
    """Since when the longest waiting due message waits. Uses index message_due."""
    waiting = Message.objects.due(at).order_by("due_at", "id").values_list("due_at", flat=True)
    return waiting.first()


def delayed(at: datetime) -> bool:
    """Whether people are told that messages are late."""
    since = oldest_due(at)
    return since is not None and since < at - LATE_AFTER
