"""Weights from a file: each good row is a weighing like any other, the bad ones are listed."""

from datetime import date
from decimal import Decimal

import pytest

from crm.accounts.roles import Role
from crm.imports.queries import Tally, tally_of
from shipments.quality.models import Fine, WeightCheck
from tests import make
from tests.outlets.test_imports import imported, refusals

pytestmark = pytest.mark.django_db

ROWS = """运单号,复重,复重时间,复重人
773000000001,1.420,2026-11-17 03:20,W1
773000000001,1.430,2026-11-17 03:20,W1
773000000002,1.050,2026/11/17 03:21,W1
773000000003,1.000,2026-11-17 03:22,W1
773000000004,0,2026-11-17 03:23,W1
773000000001,1.500,2026-11-17 03:24,C1
773000000001,1.500,2031-11-17 03:25,W1
773000000001,abc,2026-11-17 03:26,W1
773000000001,1.500,2026-11-17 03:27,
"""


@pytest.fixture
def weigher():
    make.edition()
    for number in ("773000000001", "773000000002", "773000000004"):
        make.waybill(number=number, weight_kg=Decimal("1.000"))
    make.user(Role.COURIER, make.outlet(), staff_no="C1")
    return make.user(Role.OPERATIONS, staff_no="W1")


def test_good_rows_are_weighed_and_the_others_are_listed(weigher):
    file = imported("weights", ROWS)

    check = WeightCheck.objects.get(mismatch=True)
    fine = Fine.objects.get()
    assert (check.waybill.number, check.by, check.at) == ("773000000001", weigher, make.at(3, 20, day=17))
    assert (fine.violation.weight_check, fine.issuer, fine.posted_at) == (check, weigher, make.NOON)
    assert (fine.violation.day, fine.violation.rule) == (date(2026, 11, 17), "WT1")
    assert refusals(file) == [
        (3, "number", "repeated"),
        (5, "number", "unknown_waybill"),
        (6, "weighed_kg", "weight"),
        (7, "weighed_by", "no_weigher"),
        (8, "weighed_at", "weighed_ahead"),
        (9, "weighed_kg", "not_a_number"),
        (10, "weighed_by", "no_weigher"),
    ]
    assert tally_of(imported("weights", ROWS)) == Tally(unchanged=2, refused=7)
    assert Fine.objects.count() == 1


def test_another_weight_at_the_same_instant_is_refused(weigher):
    imported("weights", ROWS)

    file = imported("weights", "单号,重量,时间\n773000000001,1.9,2026-11-17 03:20\n", by=weigher)

    assert refusals(file) == [(2, "weighed_kg", "weighing_differs")]


def test_who_decides_appeals_charges_nobody_under_another_s_name(weigher):
    inspector = make.user(Role.INSPECTOR, staff_no="Q1")
    make.member(inspector, Role.OPERATIONS)
    rows = "单号,重量,时间,复重人\n773000000001,1.9,2026-11-17 03:20,{}\n"

    assert refusals(imported("weights", rows.format("W1"), by=inspector)) == [(2, "weighed_by", "weighed_by_another")]
    assert tally_of(imported("weights", rows.format("Q1"), by=inspector)) == Tally(created=1)
    assert Fine.objects.get().issuer == inspector
