"""Folding the network's figures: who touched an outlet's day leaves a note, and the fold counts that day anew."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from shipments.quality.models import Fine
from shipments.quality.sql import figures as sql


@transaction.atomic
def fold_figures(at: datetime, *, limit: int = 2000) -> int:
    """Count up to `limit` notes' outlet-days anew. Returns how many days; 0 means that no note was free.

    Any number may run at once, in any order and again: a day's figures follow from its duties alone.

    writes   quality_outletday, shipments_daytouched
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, {"limit": limit})
        touched = sorted(set(cursor.fetchall()))
        if not touched:
            return 0
        days = {"outlets": [outlet for outlet, _ in touched], "days": [day for _, day in touched]}
        cursor.execute(sql.LOCK, days)
        cursor.execute(
            sql.FOLD,
            {
                **days,
                "at": at,
                "today": timezone.localdate(at),
                "zone": settings.TIME_ZONE,
                "gone": sorted(Fine.GONE),
            },
        )
    return len(touched)
