"""What a customer was promised, measured on its shipments: fills the registry of `customers.queries.measures`.

All three count the same rows: deliveries of the customer's waybills, by the business day they were due on, whoever
delivered. What a valid problem record lifted is not counted for time.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from customers.models import ServicePromise
from customers.queries.measures import Measure, register
from customers.rules.service_promise import Tally
from shipments.models import DeliveryRun, ProblemRecord

#: Measure → columns of when it was done and when it was due.
TIMES = {
    ServicePromise.Measure.DELIVERED_IN_TIME: ("delivered_at", "clock__delivery_due_at"),
    ServicePromise.Measure.SIGNED_IN_TIME: ("signed_at", "clock__sign_due_at"),
}


def counted(measure: str, customer: int, since: date, until: date, *, at: datetime) -> QuerySet[DeliveryRun]:
    """The deliveries that a measure counts: what was due by this instant, or is done before it was due."""
    runs = DeliveryRun.objects.filter(
        waybill__customer=customer, clock__day__range=(since, until), delivers=True, dropped=False
    )
    if measure not in TIMES:
        return runs.filter(Q(delivered_at__lte=at) | Q(signed_at__lte=at) | Exists(_damage(at)))
    done, due = TIMES[ServicePromise.Measure(measure)]
    started = Q(clock__started=True, **{f"{due}__lte": at})
    return runs.filter(started | Q(**{f"{done}__lte": at}), lifted_at=None)


def well(measure: str, *, at: datetime) -> Q:
    """Of these, what came out well."""
    if measure not in TIMES:
        return ~Q(Exists(_damage(at)))
    done, due = TIMES[ServicePromise.Measure(measure)]
    return Q(**{f"{done}__lte": F(due)})


def _damage(at: datetime) -> QuerySet[ProblemRecord]:
    return ProblemRecord.objects.filter(
        waybill=OuterRef("waybill"),
        category=ProblemRecord.Category.DAMAGE,
        withdrawn=False,
        proven_false_at=None,
        registered_at__lte=at,
    )


def tally(measure: str, customer: int, since: date, until: date, at: datetime) -> Tally:
    runs = counted(measure, customer, since, until, at=at)
    found = runs.aggregate(counted=Count("pk"), good=Count("pk", filter=well(measure, at=at)))
    return Tally(found["good"], found["counted"])


def rows(measure: str, customer: int, since: date, until: date, failed: bool) -> str:
    query = {"since": since.isoformat(), "until": until.isoformat(), **({"state": "failed"} if failed else {})}
    return reverse("shipments:measured", args=[customer, measure], query=query)


def fill_measures() -> None:
    measures = (*TIMES, ServicePromise.Measure.UNDAMAGED)
    for measure in measures:
        of_customer: Callable[..., Tally] = partial(tally, measure)
        register(measure, Measure(count=of_customer, rows=partial(rows, measure)))
