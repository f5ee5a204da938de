"""A pair is decided by a key, the next by another; the merge is undone and is two files again."""

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from customers.models import Customer, DuplicatePair, Merge
from customers.services.duplicates import find_duplicates
from customers.services.searching import refresh
from shipments.models import Waybill
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_merge_and_its_undo(open_page):
    outlet = make.outlet()
    kept = make.customer(outlet, name="深圳市华强电子有限公司", phone="13800138000")
    gone = make.customer(outlet, name="华强电子", phone="13800138000", address="富民路12号")
    others = [make.customer(outlet, name=name, phone="13900139000") for name in ("新达纸业", "东海五金")]
    make.waybill(customer=gone, origin=outlet)
    refresh([kept.pk, gone.pk, *(other.pk for other in others)])
    find_duplicates(make.NOON)
    page = open_page(make.user(Role.MANAGER, outlet), "/customers/duplicates/")

    page.get_by_role("link", name="逐对处理").click()
    expect(page.get_by_role("heading", name="华强电子").first).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="新达纸业")).to_be_visible()
    merged = page.get_by_role("link", name="查看或撤销").get_attribute("href")
    page.keyboard.press("2")
    expect(page.get_by_text("没有待查看的")).to_be_visible()

    assert Waybill.objects.get().customer == kept
    assert sorted(DuplicatePair.objects.values_list("state", flat=True)) == ["different", "merged"]
    page.goto(f"{page.url.partition('/customers/')[0]}{merged}")
    page.get_by_role("button", name="撤销").click()

    expect(page.get_by_text("恢复为两份档案")).to_be_visible()
    assert Merge.objects.get().undone_at
    assert Waybill.objects.get().customer == gone
    assert Customer.objects.current().count() == 4
