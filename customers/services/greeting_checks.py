"""What customers have said since a message to them was posted: asked at the moment of sending."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from crm.outbox.models import Message
from crm.shared.bulk import array_literal
from customers.sql import greetings as sql

SUBJECT, DATE = "customer", "date"


def check(messages: Sequence[Message], at: datetime) -> dict[int, Message.Skipped]:
    """No consent any more, or not to be greeted now; a notice goes out unless it was refused.

    Volume   some hundred messages, one statement.
    """
    asked = list(_asked(messages))
    if not asked:
        return {}
    names = ("ids", "customers", "channels", "purposes", "dates")
    columns = {name: array_literal(column) for name, column in zip(names, zip(*asked, strict=True), strict=True)}
    with connection.cursor() as cursor:
        cursor.execute(sql.CHECK, {**columns, "today": timezone.localdate(at)})
        return {pk: Message.Skipped(why) for pk, why in cursor.fetchall()}


def _asked(messages: Sequence[Message]) -> Iterator[tuple[int, int, str, str, int | None]]:
    for message in messages:
        kind, _colon, customer = message.subject.partition(":")
        if kind == SUBJECT and customer.isdecimal():
            word, _colon, rest = message.key.partition(":")
            date = rest.partition(":")[0] if word == DATE else ""
            yield message.pk, int(customer), message.channel, message.purpose, int(date) if date.isdecimal() else None
