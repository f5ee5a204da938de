"""Which waybills earn points, and which lose them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from customers.models import PointEntry
from shipments.services.points import earn_points
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_was_sent_until_yesterday_earns_unless_it_is_disputed():
    make.loyalty()
    customer = make.customer()

    def sent(number, days=1, yuan="20.00", **fields):
        told = {"customer": customer, "freight_yuan": yuan and Decimal(yuan), "entered_at": make.NOON - days * DAY}
        return make.waybill(number=number, **{**told, **fields})

    sent("TODAY", days=0), sent("OLD", days=9), sent("FREE", yuan=None), sent("NOBODY", customer=None)
    plain, late, lost, false = sent("PLAIN"), sent("LATE", days=7), sent("LOST"), sent("FALSE")
    make.problem(plain)
    damage = make.problem(lost, category="damage")
    make.problem(false, category="damage", withdrawn=True)

    assert earn_points(make.NOON) == {"earned": 3, "taken_back": 0}
    assert earn_points(make.NOON) == {"earned": 0, "taken_back": 0}
    keys = set(PointEntry.objects.values_list("key", flat=True))
    assert keys == {"earned:PLAIN", "earned:LATE", "earned:FALSE"}

    make.problem(late, category="damage")
    damage.withdrawn = True
    damage.save()
    assert earn_points(make.NOON) == {"earned": 1, "taken_back": 1}
    assert earn_points(make.NOON) == {"earned": 0, "taken_back": 0}
    assert PointEntry.objects.get(key="taken_back:LATE").points == -20
