"""A stranger's request becomes a customer with its first waybill."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from crm.accounts.roles import Role
from customers.models import Customer
from tests import make
from tests.journeys.conftest import PHONE
from tests.partner import Partner

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_public_form_to_a_customer_with_its_first_waybill(browser, live_server, open_page, monkeypatch):
    cache.clear()
    monkeypatch.setattr("customers.forms.join.QUICKEST", 0)
    outlet = make.outlet(name="虎门网点")
    make.area(outlet, city="东莞市", town="虎门镇")
    clerk = make.user(Role.SERVICE_CLERK, outlet)

    without_scripts = browser.new_context(
        base_url=live_server.url, viewport=PHONE, locale="zh-CN", java_script_enabled=False
    )
    stranger = without_scripts.new_page()
    stranger.goto("/join/")
    for label, told in {
        "您的姓名": "林小姐",
        "公司或店铺": "示例灯饰厂",
        "电话": "154 1234 5678",
        "取件地址": "东莞市虎门镇示范路1号",
    }.items():
        stranger.get_by_role("textbox", name=label).fill(told)
    stranger.get_by_role("button", name="请与我联系").click()
    expect(stranger.get_by_text("未经同意，我们不能给您打电话。")).to_be_visible()
    stranger.get_by_label("我同意").check()
    stranger.get_by_role("button", name="请与我联系").click()
    expect(stranger.get_by_role("heading", name="我们会与您联系")).to_be_visible()
    without_scripts.close()

    desk = open_page(clerk, "/customers/leads/")
    desk.get_by_role("link", name="示例灯饰厂").click()
    desk.get_by_role("button", name="查看完整信息").click()
    expect(desk.locator("#whole")).to_contain_text("15412345678")
    desk.get_by_role("button", name="已联系").click()
    expect(desk.locator("h1")).to_contain_text("已联系")

    sender = {"name": "林小姐", "phone": "15412345678", "address": "东莞市虎门镇示范路1号"}
    waybill = {"number": "300057900556", "product": "next_day", "sender": sender, "receiver": sender, "weight_kg": 1.5}
    outlets = {"origin_outlet": outlet.code, "destination_outlet": outlet.code}
    master = {"pieces": [{"number": "300057900556", "kind": "master"}]}
    assert Partner().post("/waybills/", waybill | outlets | master).status_code == 201

    desk.reload()
    desk.get_by_role("link", name="首张运单").click()
    desk.wait_for_url(f"**{Customer.objects.get().get_absolute_url()}")
    expect(desk.locator("h1")).to_contain_text("示例灯饰厂")
