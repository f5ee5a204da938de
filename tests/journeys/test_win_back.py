"""A customer falls silent, its outlet asks why and does something, and it ships again; callbacks go by keys."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from customers.models import Activity, ChurnCase, CustomerDay
from customers.services.churn import watch_churn
from tests import make
from tests.customers.shipping import ship
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_churn_alert_is_worked_to_a_win_back(open_page):
    now = timezone.now()
    today = timezone.localdate(now)
    outlet = make.outlet()
    customer = make.customer(outlet, name="东海五金厂")
    make.standing(customer, "A")
    ship(customer, {today - timedelta(days=40 + back): 4 for back in range(0, 100, 2)})
    watch_churn(now)
    page = open_page(make.user(Role.MANAGER, outlet), "/customers/churn/", viewport=PHONE)

    page.get_by_role("link", name="东海五金厂").click()
    expect(page.locator(".heading__lead")).to_contain_text("已40天未发货")
    page.locator("label", has_text="延误件").click()
    page.get_by_label("客户怎么说，我们如何致歉").fill("连续三票晚到")
    page.get_by_role("button", name="登记原因").click()
    page.get_by_label("采取的对策").fill("固定每天16点专人取件")
    page.get_by_role("button", name="登记对策").click()
    expect(page.locator(".heading__states")).to_contain_text("已采取对策")

    CustomerDay.objects.create(customer=customer, outlet=outlet, day=today, parcels=3, yuan=30)
    Activity.objects.filter(customer=customer).update(last_on=today)
    watch_churn(now + timedelta(minutes=1))
    page.reload()
    expect(page.locator(".heading__states")).to_contain_text("已挽回")
    expect(page.get_by_role("button", name="登记对策")).to_have_count(0)
    assert ChurnCase.objects.get().shipped_again_on == today


def test_callbacks_are_worked_from_the_top_by_keys(open_page):
    outlet, today = make.outlet(), timezone.localdate()
    make.call_script("callback")
    first, last = (
        make.callback(make.customer(outlet, name=name), due_on=today) for name in ("东海五金厂", "南山服装店")
    )
    page = open_page(make.user(Role.SERVICE_CLERK, outlet), "/customers/callbacks/")

    page.keyboard.press("c")
    expect(page.locator("h1")).to_contain_text("东海五金厂")
    page.keyboard.press("1")
    expect(page.locator("[data-step]:visible")).to_contain_text("满意")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_contain_text("南山服装店")
    page.keyboard.press("u")
    expect(page.locator("h1")).to_contain_text("回访")

    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.outcome, last.state, last.attempts) == ("satisfied", "planned", 1)
