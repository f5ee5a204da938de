"""Reads of thanks: was the promise of 24 hours kept?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from customers.models import ThankYou

Way = ThankYou.Way
#: Deliveries after which the customer was to hear something.
OWED = ~Q(way=Way.NONE)
KEPT = OWED & Q(done_at__lte=F("due_by"))


def missed(at: datetime) -> Q:
    return OWED & (Q(done_at=None, due_by__lt=at) | Q(done_at__gt=F("due_by")))


def waiting(at: datetime) -> Q:
    return OWED & Q(done_at=None, due_by__gte=at)


@dataclass(frozen=True, slots=True)
class Kept:
    """Days on which customers were owed thanks or an apology: kept within 24 hours, missed, or not due yet.

    done   late ones too
    """

    kept: int = 0
    done: int = 0
    missed: int = 0
    waiting: int = 0
    apologies: int = 0
    first: int = 0
    left_out: int = 0

    @property
    def decided(self) -> int:
        return self.kept + self.missed


def _figures(at: datetime) -> dict[str, Count]:
    return {
        "kept": Count("pk", filter=KEPT),
        "done": Count("pk", filter=OWED & Q(done_at__isnull=False)),
        "missed": Count("pk", filter=missed(at)),
        "waiting": Count("pk", filter=waiting(at)),
        "apologies": Count("pk", filter=~Q(trouble="")),
        "first": Count("pk", filter=Q(first=True)),
        "left_out": Count("pk", filter=Q(way=Way.NONE)),
    }


def kept(rows: QuerySet[ThankYou], at: datetime) -> Kept:
    return Kept(**rows.aggregate(**_figures(at)))


def kept_by(rows: QuerySet[ThankYou], field: str, at: datetime) -> dict[object, Kept]:
    """By "outlet" or "day"."""
    found = rows.order_by().values(field).annotate(**_figures(at))
    return {row.pop(field): Kept(**row) for row in found}


def in_days(rows: QuerySet[ThankYou], since: date, until: date) -> QuerySet[ThankYou]:
    return rows.filter(day__gte=since, day__lte=until)


def reasons(rows: QuerySet[ThankYou]) -> Sequence[tuple[str, int]]:
    """Why customers were left out, the most frequent first."""
    found = rows.filter(way=Way.NONE).order_by().values("reason").annotate(count=Count("pk"))
    return sorted(((row["reason"], row["count"]) for row in found), key=lambda told: -told[1])
