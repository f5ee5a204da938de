"""A must-read: on top of every page, read to its end, gone; a new version asks again; scanning goes on meanwhile."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from outlets.models import NoticeReading
from outlets.services.notices import Words, publish_version
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.test_main_job import Truck

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "\n\n".join(f"第 {number} 条：出车前检查车况。" for number in range(80))


def test_a_must_read_is_read_to_its_end_and_a_new_version_asks_again(open_page):
    outlet = make.outlet()
    clerk = make.user(Role.WAYBILL_CLERK, outlet)
    notice = make.notice(title="台风停运", text=LONG, at=timezone.now())
    page = open_page(clerk, "/shipments/work/", viewport=PHONE)

    page.locator("[data-must-read]").click()
    button = page.get_by_role("button", name="我已阅读")
    expect(button).to_be_disabled()
    page.keyboard.press("End")
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(".messages")).to_contain_text("已登记")
    assert NoticeReading.objects.get().user == clerk
    page.goto("/shipments/work/")
    expect(page.locator("[data-must-read]")).to_have_count(0)

    publish_version(notice, Words("明早恢复。"), seen=1, by=make.user(Role.OPERATIONS), at=timezone.now())
    page.goto("/shipments/work/")
    expect(page.locator("[data-must-read]")).to_contain_text("台风停运")
    page.goto(notice.get_absolute_url())
    expect(page.get_by_role("button", name="我已阅读")).to_be_enabled()


def test_a_must_read_stands_in_no_scanners_way(open_page):
    truck = Truck()
    outlet = truck.outlet
    clerk = make.user(Role.WAYBILL_CLERK, outlet)
    make.notice(title="台风停运", at=timezone.now())
    desk = open_page(clerk, "/shipments/scan/")
    expect(desk.locator("[data-must-read]")).to_be_visible()

    desk.keyboard.type(truck.numbers[0])
    desk.keyboard.press("Enter")

    expect(desk.locator('[data-rows=good] > tr[data-state="new"]')).to_have_count(1)
    phone = open_page(make.user(Role.COURIER, outlet), "/shipments/phone/", viewport=PHONE)
    expect(phone.locator("[data-must-read]")).to_have_count(0)
