"""Which waybills earn their customers points, and which do not any more."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from customers.models import PointEntry
from shipments.models import ProblemRecord, Waybill

CHUNK = 5000


def earning(since: datetime, until: datetime) -> Iterator[tuple[int, str, Decimal, datetime]]:
    """Waybills entered in [since, until) whose freight is known, that nobody disputes and that have not earned yet.

    Customer, number, freight, when it was entered. Uses index waybill_by_entry; read in chunks, ~10^6 a night.
    """
    known = PointEntry.objects.filter(key=Concat(Value("earned:"), OuterRef("number")))
    rows = Waybill.objects.filter(
        ~Exists(known),
        ~Exists(disputes().filter(waybill=OuterRef("pk"))),
        entered_at__gte=since,
        entered_at__lt=until,
        customer__isnull=False,
        freight_yuan__gt=0,
    )
    named = rows.order_by().values_list("customer_id", "number", "freight_yuan", "entered_at")
    return named.iterator(chunk_size=CHUNK)


def disputed(since: datetime) -> QuerySet[ProblemRecord, str]:
    """Numbers of waybills with points that are disputed since then, and have kept their points."""
    taken = PointEntry.objects.filter(key=Concat(Value("taken_back:"), OuterRef("waybill__number")))
    earned = PointEntry.objects.filter(key=Concat(Value("earned:"), OuterRef("waybill__number")))
    rows = disputes().filter(Exists(earned), ~Exists(taken), registered_at__gte=since)
    return rows.order_by().values_list("waybill__number", flat=True).distinct()


def disputes() -> QuerySet[ProblemRecord]:
    """Damaged, or said never to have come; unless it was withdrawn or proven false."""
    counts = Q(category=ProblemRecord.Category.DAMAGE, withdrawn=False, proven_false_at=None)
    return ProblemRecord.objects.filter(counts)
