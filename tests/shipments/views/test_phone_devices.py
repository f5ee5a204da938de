from uuid import UUID

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from shipments.models import ScanDevice, ScanUpload
from tests import copies, make

LIST = "/shipments/phone/devices/"


@pytest.fixture
def manager(scene):
    return scene.client(make.user(Role.MANAGER, scene.outlet))


def phone(scene, *, uploads=0, outlet=None):
    device = make.phone(make.user(Role.COURIER, outlet or scene.outlet))
    counts = {"new": 1, "duplicate": 0, "withdrawn": 0, "refused": 0, "clocks": {}, "answer": []}
    ScanUpload.objects.bulk_create(
        ScanUpload(
            receipt=f"U{make.event_id().hex[-12:]}",
            device=device,
            batch_id=make.event_id(),
            received_at=scene.now,
            outlet=scene.outlet,
            **counts,
        )
        for _ in range(uploads)
    )
    return device


def page_of(device, name="phone_device"):
    return reverse(f"shipments:{name}", kwargs={"pk": device.pk})


def test_manager_sees_the_phones_of_the_own_outlet(scene, manager):
    mine = phone(scene, uploads=2)
    phone(scene, outlet=make.outlet())

    rows = manager.get(LIST).context["page"].rows

    assert [(row.pk, row.batches) for row in rows] == [(mine.pk, 2)]


def test_phone_page_lists_its_receipts_also_as_csv(scene, manager):
    device = phone(scene, uploads=2)

    page, table = manager.get(page_of(device)), manager.get(page_of(device), {"export": "csv"})

    assert len(page.context["page"].rows) == 2
    assert table.content.decode().count("\r\n") == 3


def test_manager_blocks_a_phone_and_allows_it_again(scene, manager):
    device = phone(scene)

    manager.post(page_of(device, "phone_block"))
    blocked = ScanDevice.objects.get().revoked_at
    manager.post(page_of(device, "phone_allow"))

    assert blocked is not None
    assert ScanDevice.objects.get().revoked_at is None


def test_phone_of_another_outlet_is_not_there(scene, manager):
    device = phone(scene, outlet=make.outlet())

    answers = [manager.get(page_of(device)), manager.post(page_of(device, "phone_block"))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert ScanDevice.objects.get().revoked_at is None


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_lists_cost_the_same_however_many(scene, manager, django_assert_num_queries, rows):
    device = phone(scene, uploads=rows)
    people = copies.people(device.user, rows)
    copies.copied(device, rows, user=people.__getitem__, id=lambda n: UUID(int=n), token_digest=lambda n: f"{n:064x}")

    with django_assert_num_queries(QUERIES if rows < 50 else QUERIES + 1):
        manager.get(LIST)
    with django_assert_num_queries(QUERIES + 2 if rows < 50 else QUERIES + 3):
        manager.get(page_of(device))


QUERIES = 5
