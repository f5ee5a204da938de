import pytest

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from outlets.access import access_of
from shipments.models import LabelPrint, Piece
from shipments.services.labels import print_labels
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def outlet():
    return make.outlet()


@pytest.fixture
def clerk(outlet):
    return make.user(Role.WAYBILL_CLERK, outlet)


def printed(clerk, waybill, **more):
    pieces = list(Piece.objects.filter(waybill=waybill).select_related("waybill").order_by("pk"))
    return print_labels(pieces, by=clerk, access=access_of(clerk), at=make.NOON, **more)


def test_every_piece_is_noted_once_and_again_with_its_reason(outlet, clerk):
    waybill = make.waybill(origin=outlet, pieces=2, receipt=True)
    printed(clerk, waybill)
    with pytest.raises(Refused) as refused:
        printed(clerk, waybill)
    printed(clerk, waybill, reason="卡纸")

    assert refused.value.code == "reprint"
    rows = LabelPrint.objects.order_by("piece", "reprint").values_list("piece__number", "reprint", "reason")
    numbers = [waybill.number, f"{waybill.number}001", f"{waybill.number}R"]
    assert list(rows) == [row for number in numbers for row in ((number, 0, ""), (number, 1, "卡纸"))]
    assert set(LabelPrint.objects.values_list("by", "outlet")) == {(clerk.pk, outlet.pk)}
    assert not AuditEntry.objects.exists()


def test_a_first_label_needs_no_reason_and_keeps_none(outlet, clerk):
    old, new = make.waybill(origin=outlet), make.waybill(origin=outlet)
    printed(clerk, old)
    pieces = list(Piece.objects.filter(waybill__in=[old, new]).select_related("waybill").order_by("pk"))

    print_labels(pieces, by=clerk, access=access_of(clerk), reason="again", at=make.NOON)

    last = LabelPrint.objects.order_by("pk").values_list("reprint", "reason")[1:]
    assert list(last) == [(1, "again"), (0, "")]


def test_personal_data_in_full_are_audited(outlet, clerk):
    printed(clerk, make.waybill(origin=outlet, pieces=3), whole=True)

    assert [entry.action for entry in AuditEntry.objects.all()] == ["waybill.print_whole"]
    assert LabelPrint.objects.filter(whole=True).count() == 3
