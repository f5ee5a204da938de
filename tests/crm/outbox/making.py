"""Drafts, providers and deaths for tests of messages."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection

from crm.outbox.channels import base
from crm.outbox.channels.base import Accepted, Letter, Outcome, Unknown
from crm.outbox.models import Template
from crm.outbox.rules.first_templates import FIRST_TEMPLATES
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


def offer(outlet: Outlet, number: int = 1, **fields: Any) -> Draft:
    """A greeting, which needs its hours and is one in seven days."""
    return draft(outlet, number, **{"purpose": "promotion", "template": "holiday", "values": {}} | fields)


@dataclass
class Fake:
    """A provider that answers as it is told, and remembers what it was asked and has taken, by address."""

    answer: Callable[[Letter], Outcome] = lambda letter: Accepted(letter.reference.hex)
    asked: list[Letter] = field(default_factory=list)
    took: Counter[str] = field(default_factory=Counter)
    name: str = "fake"
    together: int = 1

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        self.asked += letters
        return [self._one(letter) for letter in letters]

    def _one(self, letter: Letter) -> Outcome:
        outcome = self.answer(letter)
        self.took[letter.address] += isinstance(outcome, Accepted | Unknown)
        return outcome


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


class Death(BaseException):
    """The worker is gone: nothing of it is executed any more."""


@contextmanager
def dying(after: int) -> Iterator[list[str]]:
    """The process dies before its statement number `after`; what was begun is rolled back by the database."""
    ran: list[str] = []

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("ROLLBACK TO"):
            return run(sql, params, many, context)
        if len(ran) >= after:
            raise Death
        ran.append(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield ran


def thanks_text() -> Template:
    """The text of `draft`, where a test that commits has emptied the tables."""
    first = next(each for each in FIRST_TEMPLATES if each.code == "thanks")
    texts = {"purpose": first.purpose, "text": first.text, "variables": list(first.variables)}
    return Template.objects.get_or_create(
        code="thanks", channel="sms", approved_at__isnull=False, defaults={**texts, "written_at": AT, "approved_at": AT}
    )[0]
