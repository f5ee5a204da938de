"""Instants as the API reads and writes them: ISO 8601, always with an offset. Pure but for the zone of the network."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo(settings.TIME_ZONE)
#: Rules and partitions know no other years.
FIRST_YEAR, LAST_YEAR = 2000, 2100

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII)


class NoOffset(ValueError):
    """A time that does not say where on Earth it is meant."""


def read_instant(text: str) -> datetime:
    """The instant, in UTC: PostgreSQL takes no offsets of 16 hours and more, ISO 8601 does.

    raises   ValueError; NoOffset when only the offset is missing
    """
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    at = datetime.fromisoformat(text.upper())
    if at.tzinfo is None:
        raise NoOffset(text)
    return in_utc(at)


def in_utc(at: datetime) -> datetime:
    """On the first and last day of all time the offset is dropped instead."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def in_calendar(at: date) -> bool:
    return FIRST_YEAR <= at.year < LAST_YEAR


def shown(at: datetime | None) -> str | None:
    """In the network's own offset."""
    return None if at is None else at.astimezone(ZONE).isoformat()
