"""Weight checks: kept as weighed, a mismatch charged to the origin once, issued by who weighed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from shipments.models import RuleEdition
from shipments.quality.models import Fine, Violation, WeightCheck
from shipments.quality.services.weights import weigh
from tests import make
from tests.shipments.quality.services.test_reviews import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def waybill():
    make.edition()
    return make.waybill(weight_kg=Decimal("1.000"))


def weighed(waybill, kg, by=None):
    return weigh(waybill, Decimal(kg), by=by or make.user(Role.OPERATIONS), at=make.NOON)


def test_a_mismatch_is_charged_to_the_origin_and_issued_by_who_weighed(waybill):
    by = make.user(Role.OPERATIONS)

    check = weighed(waybill, "1.420", by)

    fine = Fine.objects.get()
    assert (check.mismatch, check.tolerance_kg, check.outlet) == (True, Decimal("0.050"), waybill.origin)
    assert (fine.outlet, fine.yuan, fine.issuer, fine.violation.weight_check) == (waybill.origin, None, by, check)
    assert (fine.violation.charge, fine.violation.rule) == ("weight", "WT1")
    assert fine.violation.evidence["found"] == {
        "declared_kg": "1.000",
        "weighed_kg": "1.420",
        "tolerance_kg": "0.050",
    }


def test_the_rate_is_the_edition_s_where_it_has_one(waybill):
    first = make.edition().data
    data = first | {"number": 2, "starts_on": "2026-11-01", "rates": first["rates"] | {"WT1": "30.00"}}
    RuleEdition.objects.create(number=2, starts_on=date(2026, 11, 1), data=data, published_at=make.NOON)

    weighed(waybill, "1.420")

    assert Fine.objects.get().yuan == Decimal("30.00")


def test_within_the_tolerance_nothing_is_charged(waybill):
    assert not weighed(waybill, "1.050").mismatch
    assert not Violation.objects.exists()


def test_weighed_twice_is_charged_once(waybill):
    for kg in ("1.420", "1.430"):
        weighed(waybill, kg)

    assert (WeightCheck.objects.count(), Violation.objects.count()) == (2, 1)
    again = Violation.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize("kg", ["0", "-1", "10000"])
def test_no_weight_is_none(waybill, kg):
    with refused("weight"):
        weighed(waybill, kg)


def test_nobody_weighs_the_own_outlet_s_pieces(waybill):
    by = make.user(Role.OPERATIONS)
    make.member(by, Role.COURIER, waybill.origin)

    with refused("own_outlet"):
        weighed(waybill, "2", by)
