"""What one customer's page says in figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from customers.models import Customer, CustomerDay, ImportantDate

MONTH = timedelta(days=30)
#: Days that are near enough to be named.
AHEAD = timedelta(days=45)
DATES = 3


@dataclass(frozen=True, slots=True)
class Volume:
    """Parcels and yuan of the last 30 days, and parcels of the 30 before."""

    parcels: int
    yuan: Decimal
    before: int


def volume_of(customer: Customer, *, today: date) -> Volume:
    now, before = Q(day__gt=today - MONTH), Q(day__lte=today - MONTH)
    days = CustomerDay.objects.filter(customer=customer, day__gt=today - 2 * MONTH)
    found = days.aggregate(
        now=Sum("parcels", filter=now), worth=Sum("yuan", filter=now), earlier=Sum("parcels", filter=before)
    )
    return Volume(found["now"] or 0, found["worth"] or Decimal(0), found["earlier"] or 0)


def next_dates(customer: Customer, *, today: date) -> list[ImportantDate]:
    """The days that matter and come soon."""
    soon = customer.important_dates.filter(next_on__gte=today, next_on__lte=today + AHEAD)
    return list(soon.select_related("contact").order_by("next_on", "id")[:DATES])
