"""A promise to a key account: made on the page, measured, broken, told at the review; the next one plans itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import AccountReview, ServicePromise
from customers.services.key_accounts import Need, add_need
from customers.services.promises import judge_promises
from tests import make
from tests.customers.services.test_promises import shipments_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_promise_is_made_measured_broken_and_told_at_the_review(open_page):
    account = make.key_account()
    for need in ("上门取件", "月度报表"):
        add_need(account, Need(need), by=account.owner, at=make.NOON)
    today = timezone.localdate()

    page = open_page(account.owner, "/")
    expect(page.locator("main")).to_contain_text(account.customer.name)
    page.goto(account.get_absolute_url())
    page.locator("[data-need]").nth(1).get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-need]").first).to_contain_text("月度报表")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-need]").first).to_contain_text("上门取件")

    page.get_by_role("link", name="新增承诺").click()
    page.locator("[name=text]").fill("当日件准时送到")
    page.locator("[name=measure]").select_option("delivered_in_time")
    page.locator("[name=target]").fill("９５")
    page.locator("[name=from_day]").fill("2026-11-18")
    page.locator("[name=until]").fill(today.isoformat())
    page.get_by_role("button", name="保存").click()
    shipments_of(account.customer, in_time=3, late=1)
    page.reload()
    expect(page.locator("main")).to_contain_text("低于目标")
    page.get_by_role("link", name="5 票中 3 票").click()
    expect(page.locator("#list tbody tr")).to_have_count(5)

    judge_promises(timezone.now() + timedelta(days=2))
    assert ServicePromise.objects.get().found == Decimal(60)
    page.goto(account.reviews.get().get_absolute_url())
    expect(page.locator("section[aria-labelledby=told]")).to_contain_text("未兑现")
    page.locator("[name=who]").fill("李经理")
    page.locator("[name=findings]").fill("一票晚到，已说明原因")
    page.get_by_role("button", name="已召开").click()
    expect(page.locator(".messages")).to_contain_text("已安排下一次回顾")
    assert AccountReview.objects.filter(held_on=None).get().due_on > today
