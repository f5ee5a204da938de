"""What promises can be measured by: higher apps, which have the shipments, fill this in from AppConfig.ready().

register(ServicePromise.Measure.DELIVERED_IN_TIME, Measure(count=delivered_in_time, rows=rows_of_deliveries))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from customers.models import ServicePromise
from customers.rules.service_promise import Standing, Tally, standing


@dataclass(frozen=True, slots=True)
class Measure:
    """
    count   (customer_id, from, until, at) → of the shipments of these business days, both included, how many came out
            well, and how many were due by that instant
    rows    (customer_id, from, until, failed only) → address of the page that lists them
    """

    count: Callable[[int, date, date, datetime], Tally]
    rows: Callable[[int, date, date, bool], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A promise, and what it measures as of an instant."""

    promise: ServicePromise
    tally: Tally
    rows_url: str
    failed_url: str

    @property
    def standing(self) -> Standing:
        return standing(self.tally, self.promise.target or Decimal(0))


_known: dict[str, Measure] = {}


def register(name: str, measure: Measure) -> None:
    """Called once per measure, from the app's AppConfig.ready()."""
    _known[name] = measure


def reading_of(promise: ServicePromise, *, at: datetime) -> Reading | None:
    """None for a promise by word, and for a measure that nobody has filled in."""
    if (measure := _known.get(promise.measure)) is None:
        return None
    span = promise.account.customer_id, promise.from_day, promise.until
    return Reading(promise, measure.count(*span, at), measure.rows(*span, False), measure.rows(*span, True))


def tally_between(promise: ServicePromise, since: date, until: date, *, at: datetime) -> Tally | None:
    """The promise's measure over another span: a week of it."""
    measure = _known.get(promise.measure)
    return measure.count(promise.account.customer_id, since, until, at) if measure else None
