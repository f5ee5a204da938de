"""What customers have shipped, as the feed would have folded it."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from customers.models import Activity, Customer, CustomerDay, CustomerWeek
from customers.rules.churn import gap_90
from tests import make

TODAY = make.NOON.date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def weekly(*parcels: int) -> dict[date, int]:
    """Parcels of the last full weeks, the latest last, all on their Wednesdays."""
    first = MONDAY - timedelta(weeks=len(parcels)) + timedelta(days=2)
    return {first + timedelta(weeks=week): sent for week, sent in enumerate(parcels) if sent}


def ship(customer: Customer, days: Mapping[date, int], *, gap: Decimal | None = None) -> Customer:
    """10 yuan a parcel; the habitual pause follows from the days unless it is given."""
    weeks: Counter[date] = Counter()
    for day, parcels in days.items():
        weeks[day - timedelta(days=day.weekday())] += parcels
    mine = {"customer": customer, "outlet": customer.outlet}
    CustomerDay.objects.bulk_create([CustomerDay(day=day, parcels=n, yuan=10 * n, **mine) for day, n in days.items()])
    CustomerWeek.objects.bulk_create(
        [CustomerWeek(week=week, parcels=n, yuan=10 * n, **mine) for week, n in weeks.items()]
    )
    sent = sum(days.values())
    gap = gap_90(sorted(days)) if gap is None else gap
    told = {"first_on": min(days), "last_on": max(days), "parcels": sent, "yuan": 10 * sent, "gap_days": gap}
    Activity.objects.create(**mine, **told)
    return customer
