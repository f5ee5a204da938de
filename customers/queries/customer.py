"""What one customer's page says in figures."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from customers.models import Customer, CustomerDay

MONTH = timedelta(days=30)
#: Weeks of the small drawing, this one included.
WEEKS = 13


@dataclass(frozen=True, slots=True)
class Volume:
    """Parcels and yuan of the last 30 days, parcels of the 30 before, and of the last weeks, the oldest first."""

    parcels: int
    yuan: Decimal
    before: int
    weeks: tuple[int, ...] = (0,) * WEEKS


def volume_of(customer: Customer, *, today: date) -> Volume:
    """Of one read of a quarter's days."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    rows = CustomerDay.objects.filter(customer=customer, day__gte=first).values_list("day", "parcels", "yuan")
    parcels = yuan = before = 0
    weeks = [0] * WEEKS
    for day, sent, worth in rows:
        weeks[min((day - first).days // 7, WEEKS - 1)] += sent
        if day > today - MONTH:
            parcels, yuan = parcels + sent, yuan + worth
        elif day > today - 2 * MONTH:
            before += sent
    return Volume(parcels, Decimal(yuan), before, tuple(weeks))
