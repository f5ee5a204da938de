"""A customer says what went wrong, and the outlet's head has it on the list before the phone is put away."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from customers.models import Invitation, SurveyAnswer
from customers.services.surveys import close, token_of
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_two_stars_to_a_task_and_a_better_answer_until_it_closes(browser, live_server, open_page):
    cache.clear()
    outlet = make.outlet(name="虎门网点")
    customer = make.customer(outlet, name="示例灯饰厂")
    invitation = make.invitation(customer, invited_at=timezone.now())
    link = f"/survey/{token_of(invitation.key)}/"

    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    phone = context.new_page()
    phone.goto(f"{link}?s=2")
    expect(phone.get_by_role("radio", name="2")).to_be_checked()
    assert not SurveyAnswer.objects.exists()
    phone.get_by_label("还有什么想告诉我们？").fill("晚到两天，没人接电话")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("status")).to_contain_text("已收到您的意见")

    desk = open_page(make.user(Role.MANAGER, outlet), "/customers/tasks/")
    expect(desk.locator("#list")).to_contain_text("2 星")
    expect(desk.locator("#list")).to_contain_text("晚到两天，没人接电话")

    phone.locator("label.scale__mark", has_text="4").click()
    phone.get_by_label("还有什么想告诉我们？").fill("网点已来电致歉")
    phone.get_by_role("button", name="修改我的回答").click()
    expect(phone.get_by_role("status")).to_contain_text("已收到您的意见")
    desk.goto("/customers/surveys/answers/")
    expect(desk.locator("#list")).to_contain_text("网点已来电致歉")
    expect(desk.locator("#list")).to_contain_text("4 ★")

    close(Invitation.objects.all(), at=timezone.now())
    phone.get_by_role("button", name="修改我的回答").click()
    expect(phone.get_by_role("heading", name="感谢您的关注")).to_be_visible()
    assert SurveyAnswer.objects.get().csat == 4
    context.close()
