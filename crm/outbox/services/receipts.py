"""What became of messages after their provider had taken them; told in any order, any number of times."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction

from crm.outbox import followers
from crm.outbox.models import Message, Suppression
from crm.outbox.rules.provider_posts import FORBIDDING, Report
from crm.outbox.services.suppressing import suppress
from crm.outbox.sql import receipts as sql
from crm.shared.bulk import array_literal, text_array

ROWS = 500
#: As late as a worker may still write down what a provider has answered.
EARLIEST = timedelta(minutes=10)


@transaction.atomic
def take(provider: str, reports: Iterable[Report], *, at: datetime) -> int:
    """Keep what is new of them, and move their messages on. Returns how many are new.

    provider   as in the attempts
    writes     outbox_receipt, outbox_message, outbox_suppression, what followers write
    """
    left, new = iter(reports), 0
    while some := list(islice(left, ROWS)):
        found = _keep(provider, some, at)
        new += len(found)
        _apply([each for each in found if each is not None], at)
    return new


@transaction.atomic
def catch_up(at: datetime) -> int:
    """Move on the messages whose receipt was quicker than our own word of them. Returns how many moved."""
    with connection.cursor() as cursor:
        cursor.execute(sql.EARLY, {"since": at - EARLIEST})
        found = [message for (message,) in cursor.fetchall()]
    return _apply(found, at)


def _keep(provider: str, reports: Collection[Report], at: datetime) -> list[int | None]:
    """The message of each that is new; None: not known (yet)."""
    values = {
        "keys": text_array([each.key for each in reports]),
        "ids": text_array([each.id for each in reports]),
        "references": array_literal([each.reference for each in reports]),
        "delivered": array_literal([each.delivered for each in reports]),
        "codes": text_array([each.code for each in reports]),
        "told_at": array_literal([each.at for each in reports]),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.TAKE, {**values, "provider": provider, "at": at})
        return [message for (message,) in cursor.fetchall()]


def _apply(messages: Collection[int], at: datetime) -> int:
    if not messages:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql.APPLY, {"ids": array_literal(sorted(set(messages))), "at": at})
        moved = cursor.fetchall()
    followers.tell([(key, state) for key, state, *_ in moved if state == Message.State.DELIVERED], at)
    for key, channel, address, code in _forbidden(moved):
        suppress(channel, address, source=Suppression.Source.PROVIDER, proof=f"{key}: {code}", at=at)
    return len(moved)


def _forbidden(moved: Collection[tuple[str, str, str, str, str]]) -> list[tuple[str, str, str, str]]:
    """Those whose number the provider's own list forbids."""
    return [(key, channel, address, code) for key, _state, channel, address, code in moved if code in FORBIDDING]
