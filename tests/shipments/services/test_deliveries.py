"""What scans deliver is told once, whichever way the scans came in, and what went wrong with it is known."""

from datetime import timedelta

import pytest

from customers.models import DeliveryNote
from customers.troubles import Parcel
from shipments.models import DeliveriesTold
from shipments.queries.troubles import troubles_of
from shipments.services.deliveries import tell_deliveries
from shipments.services.scans import Scan, record_scans
from tests import make

pytestmark = pytest.mark.django_db


def told():
    while tell_deliveries(make.at(18)):
        pass
    return sorted(DeliveryNote.objects.values_list("waybill", "delivered_at"))


@pytest.mark.parametrize("count", [3, 25])
def test_a_batch_leaves_one_note_and_a_later_signature_tells_nothing(count):
    """Three scans go by the statement for a few, 25 by that for many."""
    outlet, customer = make.outlet(), make.customer()
    clock = make.clock(outlet)
    waybills = [make.waybill(destination=outlet, customer=customer) for _ in range(count)]
    for waybill in waybills:
        make.run(clock, waybill)
    stranger = make.run(clock).waybill

    for kind, at in (("out_for_delivery", make.at(11)), ("delivered", make.NOON), ("signed", make.at(13))):
        scans = [Scan(make.event_id(), kind, waybill.number, outlet.code, at) for waybill in [*waybills, stranger]]
        record_scans(scans, source="test", access=make.EVERYTHING, at=at)

    assert DeliveriesTold.objects.count() == 2
    assert told() == sorted((waybill.number, make.NOON) for waybill in waybills)


def test_what_goes_row_by_row_is_told_too_but_nothing_that_is_a_day_old():
    """A piece that had a problem is folded afresh."""
    outlet = make.outlet()
    clock = make.clock(outlet)
    irregular, old = (make.run(clock, make.waybill(destination=outlet, customer=make.customer())) for _ in range(2))
    irregular.waybill.pieces.update(irregular=True)
    make.scan(irregular.waybill.pieces.get(), "signed")
    make.scan(old.waybill.pieces.get(), "delivered", occurred_at=make.at(17, day=17), received_at=make.NOON)

    assert told() == [(irregular.waybill.number, make.NOON)]


def test_the_gravest_of_what_went_wrong():
    outlet = make.outlet()
    clock = make.clock(outlet)
    late, damaged, disputed, settled, fine = (
        make.run(clock, delivered_at=clock.delivery_due_at + timedelta(minutes=late)).waybill
        for late in (1, 1, 0, 0, 0)
    )
    make.problem(damaged, outlet, category="damage", closed_at=make.NOON)
    make.problem(disputed, outlet)
    make.problem(settled, outlet, closed_at=make.NOON)

    asked = [Parcel(1, each.number) for each in (late, damaged, disputed, settled, fine)]

    assert set(troubles_of(asked).items()) == {
        (asked[0], "late"), (asked[1], "damaged"), (asked[2], "disputed"),
    }  # fmt: skip
