"""Numbers and addresses that are not written to any more, whoever's customer it is."""

from datetime import datetime

from django.db import connection

from crm.outbox.models import Suppression
from crm.outbox.sql import suppressing as sql


def suppress(channel: str, address: str, *, source: str, proof: str, at: datetime, purpose: str = "") -> bool:
    """Write no more to this address; False when that was so already.

    source    of Suppression.Source; proof: the reply, the page, who said so to whom
    purpose   empty: nothing at all
    writes    outbox_suppression
    """
    values = {"channel": channel, "address": address, "purpose": purpose, "source": source}
    with connection.cursor() as cursor:
        cursor.execute(sql.SUPPRESS, {**values, "proof": proof[:200], "at": at})
        return cursor.rowcount == 1


def allow(channel: str, address: str, *, proof: str, at: datetime, purpose: str | None = None) -> int:
    """Its owner wants to be written to again. Returns how many suppressions ended.

    purpose   None: whatever they were for
    writes    outbox_suppression
    """
    held = Suppression.objects.filter(channel=channel, address=address, ended_at=None)
    if purpose is not None:
        held = held.filter(purpose=purpose)
    return held.update(ended_at=at, ended_proof=proof[:200])
