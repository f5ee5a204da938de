"""The statement sees the signs that the rule sees, at each edge; and they open, turn and close cases."""

from datetime import timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from customers.models import Customer
from customers.queries.working_days import count_working, holidays
from customers.rules.churn import LEAST_EXPECTED, Habit, sign
from customers.services.churn import signs
from tests import make
from tests.customers.shipping import MONDAY, TODAY, ago, ship, weekly

pytestmark = pytest.mark.django_db
#: Working days of the last four weeks, and of the 13: holidays in October and September, one Sunday made up for.
LAST, WEEKS = 24, 71


def test_silence_is_seen_alike_at_every_edge():
    outlet = make.outlet()
    wanted = {}
    pauses = (14, 15, 16, 17, 29, 30, 31, 47, 48, 49, 55, 56, 57, 58)
    cases = list(product(pauses, (None, "14.0", "14.1", "15.9", "10.1", "16.5")))
    owners = customers(outlet, len(cases))
    for (silent, gap), customer in zip(cases, owners, strict=True):
        gap = gap and Decimal(gap)
        ship(customer, {ago(silent): 4, ago(silent + 1): 4}, gap=gap)
        wanted[customer.pk] = sign(Habit(silent - len(holidays(ago(silent - 1), TODAY)), gap or Decimal(1), 8))

    assert seen() == {pk: str(found) for pk, found in wanted.items() if found}


def test_a_drop_is_seen_alike_at_every_edge():
    outlet = make.outlet()
    cases = [(sent, parcels) for sent in range(len(LEAST_EXPECTED) + 2) for parcels in edges(sent)]
    wanted = {}
    for (sent, weeks), customer in zip(cases, customers(outlet, len(cases)), strict=True):
        ship(customer, weekly(5, *split(weeks - sent, 9), *split(sent, 4)), gap=Decimal(60))
        silent = (TODAY - max(weekly(5, *split(weeks - sent, 9), *split(sent, 4)))).days
        habit = Habit(silent, Decimal(60), weeks + 5, sent, weeks, last_days=LAST, weeks_days=WEEKS)
        wanted[customer.pk] = sign(habit)

    assert {str(found) for found in wanted.values()} == {"risk_drop", "None"}
    assert seen() == {pk: str(found) for pk, found in wanted.items() if found}


def test_the_calendar_says_how_many_days_were_worked():
    assert count_working(MONDAY - timedelta(weeks=4), MONDAY) == LAST
    assert count_working(MONDAY - timedelta(weeks=13), MONDAY) == WEEKS
    assert len(holidays(ago(60), TODAY)) == 8


def test_who_is_new_or_has_few_parcels_or_another_file_is_not_watched():
    outlet = make.outlet()
    few, merged, into, new = customers(outlet, 4)
    ship(few, {ago(40): 7})
    ship(merged, {ago(40): 80})
    Customer.objects.filter(pk=merged.pk).update(state="merged", merged_into=into)
    ship(new, weekly(40, 40, 40, 0, 0, 1, 1))

    assert seen() == {}


def customers(outlet, count):
    made = [Customer(outlet=outlet, code=f"P{n}", name=f"客户{n}", created_at=make.NOON) for n in range(count)]
    return Customer.objects.bulk_create(made)


def edges(sent):
    """Parcels of 13 weeks just below and just above what half and chance let expect."""
    least = LEAST_EXPECTED[sent] if sent < len(LEAST_EXPECTED) else 2 * sent
    limit = int(max(Decimal(2 * sent), Decimal(least)) * WEEKS / LAST)
    return (limit, limit + 1)


def split(parcels, weeks):
    cut = sorted(Random(parcels).randrange(parcels + 1) for _ in range(weeks - 1))
    return [after - before for before, after in zip([0, *cut], [*cut, parcels], strict=True)]


def seen():
    return {customer: found for customer, (found, _inputs) in signs(make.NOON + timedelta(hours=1)).items()}
