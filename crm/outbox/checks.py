"""What is asked about messages at the moment of sending by those who know more of their customers.

Consent, mourning, an open complaint: the outbox knows none of them. Who does, registers a check in `AppConfig.ready()`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from crm.outbox.models import Message

#: By the message's id: why it is not sent, or the later instant at which it is looked at again. Left out: it may go.
Verdicts = Mapping[int, Message.Skipped | datetime]
Check = Callable[[Sequence[Message], datetime], Verdicts]

registered: list[Check] = []


def register(check: Check) -> None:
    """check(messages, at) gets some hundred messages at once and asks the database as often as once for them all."""
    registered.append(check)
