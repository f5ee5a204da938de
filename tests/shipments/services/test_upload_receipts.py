from datetime import timedelta
from uuid import uuid4

import pytest

from crm.accounts.roles import Role
from shipments.models import ScanUpload
from shipments.services.upload_receipts import TOGETHER, forget_uploads
from tests import make

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def device():
    return make.phone(make.user(Role.COURIER, make.outlet()))


def receipts(device, *ages):
    none = dict.fromkeys(("new", "duplicate", "withdrawn", "refused"), 0)
    for age in ages:
        name = uuid4()
        ScanUpload.objects.create(
            device=device,
            batch_id=name,
            receipt=f"U{name.hex[:18]}",
            received_at=make.NOON - age,
            clocks={},
            answer=[],
            **none,
        )


def test_receipts_go_after_their_days(device):
    receipts(device, 90 * DAY, 90 * DAY + timedelta(seconds=1), 400 * DAY)

    assert [forget_uploads(make.NOON, days=90), forget_uploads(make.NOON, days=90)] == [2, 0]
    assert ScanUpload.objects.get().received_at == make.NOON - 90 * DAY


def test_no_days_keep_all(device):
    receipts(device, 4000 * DAY)

    assert forget_uploads(make.NOON, days=0) == 0
    assert ScanUpload.objects.exists()


@pytest.mark.parametrize(("count", "statements"), [(1, 3), (300, 3), (TOGETHER + 1, 5)])
def test_many_go_by_few_statements(device, count, statements, django_assert_num_queries):
    receipts(device, *[100 * DAY] * count)

    with django_assert_num_queries(statements):
        assert forget_uploads(make.NOON, days=90) == count
