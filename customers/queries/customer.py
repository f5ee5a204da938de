"""What one customer's page says in figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from customers.models import Customer, CustomerDay

MONTH = timedelta(days=30)


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
