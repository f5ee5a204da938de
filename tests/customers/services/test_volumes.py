"""What customers ship: noted beside their waybills and added up, whoever folds and however often."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import quantiles

import pytest

from customers.models import Activity, CustomerDay, CustomerWeek, VolumeNote
from customers.services.volumes import Shipped, fold_volumes, note
from shipments.models import Waybill
from shipments.services.waybills import NewWaybill, Party, enter_waybills
from tests import make

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)


@pytest.fixture
def firm():
    return make.customer(phone="13800138000")


def waybill(firm, number, **fields):
    party = Party("张三", "19900000000", "某路1号")
    code = firm.outlet.code
    told = NewWaybill(number, "standard", code, code, party, party, Decimal(1), customer=firm.code)
    return replace(told, **fields)


def entered(*waybills):
    result = enter_waybills(waybills, access=make.EVERYTHING, at=make.NOON)
    assert not result.refused
    while fold_volumes(make.NOON):
        pass


def test_waybills_are_added_up_by_day_and_week_in_the_networks_time(firm):
    entered(
        waybill(firm, "A00001", freight_yuan=Decimal("12.50")),
        waybill(firm, "A00002", freight_yuan=Decimal("7.50"), entered_at=make.at(0, 0)),
        waybill(firm, "A00003", entered_at=make.at(23, 59, day=17)),
        waybill(firm, "A00004", entered_at=make.at(12, 0, day=15)),
        waybill(firm, "A00005", customer=""),
    )
    entered(waybill(firm, "A00006", freight_yuan=Decimal(1)))

    days = list(CustomerDay.objects.order_by("day").values_list("day", "parcels", "yuan"))
    assert days == [
        (date(2026, 11, 15), 1, Decimal(0)),
        (date(2026, 11, 17), 1, Decimal(0)),
        (date(2026, 11, 18), 3, Decimal(21)),
    ]
    weeks = list(CustomerWeek.objects.order_by("week").values_list("week", "parcels", "yuan"))
    assert weeks == [(MONDAY - timedelta(7), 1, Decimal(0)), (MONDAY, 4, Decimal(21))]
    activity = Activity.objects.get()
    assert (activity.outlet_id, activity.first_on, activity.last_on) == (firm.outlet_id, days[0][0], days[-1][0])
    assert (activity.parcels, activity.yuan, activity.gap_days) == (5, Decimal(21), Decimal("1.9"))
    assert not VolumeNote.objects.exists()


def test_a_freight_corrected_later_moves_no_parcel(firm):
    entered(waybill(firm, "A00001", freight_yuan=Decimal(10)))
    note([Shipped(firm.pk, date(2026, 11, 18), 0, Decimal("-2.50"))])
    fold_volumes(make.NOON)

    assert CustomerDay.objects.values_list("parcels", "yuan").get() == (1, Decimal("7.50"))


def test_the_senders_phone_tells_the_customer_when_it_is_one_active_files(firm):
    """At the origin outlet alone; two files with one telephone say nothing."""
    twin = make.customer(firm.outlet, phone="13900139000")
    make.customer(firm.outlet, phone=twin.phone)
    make.customer(phone="13700137000")
    gone = make.customer(firm.outlet, phone="13600136000", state="anonymous")
    phones = [firm.phone, twin.phone, "13700137000", gone.phone, ""]
    entered(
        *(waybill(firm, f"A0000{n}", customer="", sender=Party("李", phone, "-")) for n, phone in enumerate(phones))
    )

    assert list(Waybill.objects.order_by("number").values_list("customer", flat=True)) == [firm.pk, *[None] * 4]
    assert CustomerDay.objects.get().parcels == 1


def test_what_was_noted_for_a_merged_file_counts_for_the_one_that_is_left(firm):
    note([Shipped(firm.pk, MONDAY, 2, Decimal(5)), Shipped(10**9, MONDAY, 9, Decimal(9))])
    left = make.customer()
    firm.state, firm.merged_into = "merged", left
    firm.save()

    assert fold_volumes(make.NOON) == 2
    assert fold_volumes(make.NOON) == 0
    assert CustomerDay.objects.values_list("customer", "outlet", "parcels").get() == (left.pk, left.outlet_id, 2)


def test_a_history_in_any_order_and_any_slices_is_the_count_of_its_waybills(firm):
    shipped = [
        Shipped(firm.pk, MONDAY + timedelta(days=place * 7 % 61), place % 3 + 1, Decimal(place)) for place in range(90)
    ]
    for start in range(0, 90, 10):
        note(shipped[start : start + 10])
    while fold_volumes(make.NOON, limit=7):
        pass

    counted = Counter()
    for each in shipped:
        counted[each.day] += each.parcels
    assert dict(CustomerDay.objects.values_list("day", "parcels")) == counted
    assert sum(CustomerWeek.objects.values_list("parcels", flat=True)) == counted.total()
    days = sorted(counted)
    pauses = [(after - before).days for before, after in zip(days, days[1:], strict=False)]
    assert float(Activity.objects.get().gap_days) == pytest.approx(quantiles(pauses, n=10, method="inclusive")[-1])
