"""What others ask the outbox."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from crm.outbox.models import Batch, Message, SendingLimits, Suppression, Template
from crm.outbox.rules.message_states import MAY_HAVE_ARRIVED

#: Batches with `waits`: whether some of it is not yet handed over. Uses index message_of_batch.
BATCHES = Batch.objects.select_related("opened_by", "stopped_by").annotate(
    waits=Exists(Message.objects.filter(batch=OuterRef("pk"), state__in=["pending", "claimed", "submitting"]))
)
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
    """Since when the longest waiting message waits that nobody has stopped. Uses index message_due."""
    waiting = Message.objects.due(at).filter(Q(batch=None) | Q(batch__stopped_at=None))
    return waiting.order_by("due_at", "id").values_list("due_at", flat=True).first()


def delayed(at: datetime) -> bool:
    """Whether people are told that messages are late."""
    since = oldest_due(at)
    return since is not None and since < at - LATE_AFTER


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Counts by state, why others were not sent, and what it has cost."""

    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    segments: int = 0
    yuan: Decimal = Decimal(0)

    @property
    def total(self) -> int:
        return self.states.total()

    @property
    def let_through(self) -> int:
        """Nothing stood against them until now."""
        return self.total - self.states["skipped"]

    @property
    def handed_over(self) -> int:
        return sum(self.states[state] for state in MAY_HAVE_ARRIVED)


def batch_figures(batch: Batch) -> BatchFigures:
    """One statement over the batch. Uses index message_of_batch."""
    states, reasons, segments, yuan = Counter[str](), Counter[str](), 0, Decimal(0)
    grouped = Message.objects.filter(batch=batch).order_by().values("state", "skipped")
    for row in grouped.annotate(count=Count("pk"), parts=Sum("segments"), cost=Sum("cost_yuan")):
        states[row["state"]] += row["count"]
        segments, yuan = segments + row["parts"], yuan + row["cost"]
        if row["skipped"]:
            reasons[row["skipped"]] += row["count"]
    return BatchFigures(states, reasons, segments, yuan)


def next_for_a_person(user: object, *, after: int = 0) -> Message | None:
    """The oldest one that waits for a decision, behind the last one the first again. Index: message_for_a_person."""
    rows = Message.objects.visible_to(user).for_a_person().order_by("id")
    return rows.filter(pk__gt=after).first() or rows.first()
