"""A feast in the browser: drawn up, approved by a second person, started twice and sent once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from crm.outbox.channels.embedded import path_of
from crm.outbox.models import Message, Template
from crm.outbox.rules.first_templates import FIRST_TEMPLATES
from crm.outbox.services.sending import send_due
from customers.models import Consent, GreetingPlan, ServiceLevel
from customers.services.greetings import change_plan, draft_year
from customers.services.silences import be_silent
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feast():
    """Tomorrow's: two files of one number, one of another, one in mourning, one that is called."""
    make.tiers_as_shipped()
    ServiceLevel.objects.filter(tier="A").update(greeting="call")
    at, by = timezone.now(), make.user(Role.CRG)
    first = next(each for each in FIRST_TEMPLATES if (each.code, each.channel) == ("holiday", "sms"))
    told = {"purpose": first.purpose, "text": first.text, "written_at": at, "approved_at": at}
    text = Template.objects.get_or_create(code="holiday", channel="sms", version=1, defaults=told)[0]
    names = {
        "东海五金": "13800000001",
        "东海五金厂": "13800000001",
        "西江灯饰": "13800000002",
        "南山皮具": "13800000003",
    }
    for name, phone in names.items():
        customer = make.customer(name=name, phone=phone)
        own = {"customer": customer, "outlet": customer.outlet, "channel": "sms", "purpose": "promotion"}
        Consent.objects.create(**own, given=True, source="counter", at=at)
    be_silent(customer, "mourning", by=by, at=at)
    make.standing(make.customer(name="北岭茶叶", phone="13800000004"), "A")
    plan = draft_year(timezone.localdate(at).year + 1, by=by, at=at)[0]
    window = {"send_from": at - timedelta(hours=1), "send_until": at + timedelta(days=3), "sms": text}
    return change_plan(plan, window, by=by, at=at)


def test_a_feast_is_approved_by_two_sent_once_and_another_one_stopped(feast, open_page):
    page = open_page(make.user(Role.CRG), f"/customers/greetings/{feast.pk}/", locale="en")
    page.get_by_role("button", name="Draw up the list").click()
    expect(page.locator("section[aria-labelledby=why-not]")).to_contain_text("Greeted under another file")
    page.get_by_role("link", name="Not to be greeted").click()
    expect(page.locator("#list")).to_contain_text("南山皮具")
    expect(page.locator("#list")).not_to_contain_text("13800000003")
    page.go_back()
    page.get_by_role("button", name="Hand in for approval").click()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    page = open_page(make.user(Role.EXECUTIVE), f"/customers/greetings/{feast.pk}/", locale="en")
    page.get_by_role("button", name="Approve").click()
    again = page.context.new_page()
    again.goto(page.url)
    page.get_by_role("button", name="Start").click()
    again.get_by_role("button", name="Start").click()
    expect(again.locator("section[aria-labelledby=result]")).to_contain_text("Messages posted")
    morning = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=1)
    send_due(at=morning)
    sent = path_of(str(timezone.localdate())).read_text()
    assert [sent.count(number) for number in ("13800000001", "13800000002", "13800000003")] == [1, 1, 0]
    again.reload()
    expect(again.get_by_role("row", name="Accepted by the provider 2")).to_be_visible()

    again.get_by_role("button", name="Stop").click()
    expect(again.locator("h1")).to_contain_text("Stopped")
    assert Message.objects.filter(state="accepted").count() == 2
    assert GreetingPlan.objects.get(pk=feast.pk).batch.stopped_at is not None
