from datetime import timedelta
from decimal import Decimal

import pytest

from crm.shared.errors import Refused
from outlets.access import Access
from shipments.models import Quotation
from shipments.services.quotations import Asked, end_of_day, price_of, quote
from tests import make

pytestmark = pytest.mark.django_db


def asked(**fields):
    origin = make.outlet(address="广东省广州市天河区示范路1号")
    destination = make.outlet(address="广东省深圳市南山区示范路1号")
    return Asked(**{"product": "next_day", "origin": origin, "destination": destination,
                    "weight_kg": Decimal("2.4"), **fields})  # fmt: skip


def test_price_by_the_outlets_cities():
    near = price_of(asked(), at=make.NOON)
    city = price_of(asked(destination=make.outlet(name="广州海珠")), at=make.NOON)

    assert (near.freight.yuan, near.freight.distance.code, near.table.number) == (Decimal("13.00"), "near", 1)
    assert (city.freight.distance.code, city.freight.yuan) == ("city", Decimal("10.00"))


def test_quotation_is_kept_until_the_day_ends():
    wish = asked(cod_yuan=Decimal("500"), area="广东省深圳市南山区")

    kept = quote(wish, access=make.EVERYTHING, source="user:1", at=make.NOON)

    found = Quotation.objects.get()
    assert (found.freight_yuan, found.chargeable_kg, found.number) == (
        Decimal("18.00"),
        Decimal("3"),
        f"Q{kept.pk:08d}",
    )
    assert found.valid_until == make.at(0, day=19)
    assert found.lines[-1] == {"kind": "cod", "yuan": "5.00", "count": "500", "rate": "1.00"}


def test_midnight_belongs_to_the_new_day():
    midnight = make.at(0, day=19)

    assert end_of_day(midnight - timedelta(microseconds=1)) == midnight
    assert end_of_day(midnight) == midnight + timedelta(days=1)


def test_what_is_not_offered_or_not_theirs_is_refused():
    far = asked(product="same_day", destination=make.outlet(address="湖南省长沙市1号"))
    foreign = Access(network=False, outlet_ids=frozenset(), roles=frozenset())

    with pytest.raises(Refused) as not_offered:
        quote(far, access=make.EVERYTHING, source="user:1", at=make.NOON)
    with pytest.raises(Refused) as not_theirs:
        quote(asked(), access=foreign, source="user:1", at=make.NOON)

    assert (not_offered.value.code, not_theirs.value.code) == ("not_offered", "foreign_outlet")
    assert not Quotation.objects.exists()
