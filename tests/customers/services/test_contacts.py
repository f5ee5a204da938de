"""Days that come back are moved on by night."""

from datetime import date, timedelta

import pytest

from customers.models import ImportantDate
from customers.services.contacts import roll_dates
from tests import make

pytestmark = pytest.mark.django_db


def test_days_that_have_passed_come_again():
    row = make.customer()
    kinds = {"solar": {"month": 11, "day": 17}, "lunar": {"calendar": "lunar", "month": 10, "day": 9}}
    for told in kinds.values():
        ImportantDate.objects.create(
            customer=row, outlet=row.outlet, kind="birthday", next_on=date(2026, 11, 17), **told
        )
    today = ImportantDate.objects.create(
        customer=row, outlet=row.outlet, kind="founding", month=11, day=18, next_on=make.NOON.date()
    )

    assert [roll_dates(make.NOON), roll_dates(make.NOON)] == [2, 0]
    assert list(ImportantDate.objects.order_by("calendar", "pk").values_list("next_on", flat=True)) == [
        date(2027, 11, 6), date(2027, 11, 17), today.next_on,
    ]  # fmt: skip
    assert roll_dates(make.NOON + timedelta(days=1)) == 1
