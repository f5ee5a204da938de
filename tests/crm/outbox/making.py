"""Drafts and channels for tests of messages."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from crm.outbox.channels import base
from crm.outbox.channels.base import Accepted, Letter, Outcome
from crm.outbox.services.posting import Draft
from outlets.models import Outlet
from tests import make

AT = make.NOON


def draft(outlet: Outlet, number: int = 1, **fields: Any) -> Draft:
    """A notice that is due, of its own customer, each by its number."""
    given = {
        "key": f"test:{number}",
        "channel": "sms",
        "purpose": "notice",
        "outlet_id": outlet.pk,
        "subject": f"customer:{number}",
        "address": f"+86138{number:08}",
        "template": "thanks",
        "values": {"waybill": f"YK{number:010}"},
        "due_at": AT - timedelta(hours=1),
        "expires_at": AT + timedelta(days=1),
    }
    return Draft(**given | fields)


@dataclass
class Fake:
    """A provider that answers each letter by a plan, and remembers what it was asked."""

    plan: list[Outcome | None] = field(default_factory=list)
    asked: list[Letter] = field(default_factory=list)
    name: str = "fake"
    together: int = 1

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.asked += letters
        return [(self.plan.pop(0) if self.plan else None) or Accepted(each.reference.hex) for each in letters]


@contextmanager
def by(channel: base.Channel) -> Iterator[base.Channel]:
    """SMS goes by this channel meanwhile."""
    before = base._offered["sms", "embedded"]
    base._made.cache_clear()
    base.offer("sms", "embedded", lambda: channel)
    try:
        yield channel
    finally:
        base.offer("sms", "embedded", before)
        base._made.cache_clear()
