"""The customer-service clerk's main job: a late parcel is found by what the caller knows, the customer is called with
the script, called again, and told a new time that the list then follows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from crm.audit.models import AuditEntry
from shipments.models import Call, CallRetry, Negotiation
from tests import make
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh-CN": {
        "greeting": "您好，请问您是李先生或女士吗？",
        "known": "您好，请问您是李小明先生或女士吗？",
        "sorry": "非常抱歉",
        "agreed": "谢谢您的谅解",
        "again": "再次拨打",
        "promised": "已承诺",
        "nothing": "没有查到",
    },
    "en": {
        "greeting": "Hello, am I speaking to Mr or Ms 李?",
        "known": "Hello, am I speaking to Mr or Ms 李小明?",
        "sorry": "I am very sorry",
        "agreed": "Thank you for your patience",
        "again": "Call again",
        "promised": "Promised",
        "nothing": "Nothing found",
    },
}


class Late:
    """A parcel of an A customer that was due an hour ago, and a clerk."""

    def __init__(self):
        make.edition()
        for occasion in ("delay", "delivery"):
            make.call_script(occasion)
        self.now = timezone.now()
        self.outlet = make.outlet(name="科技园网点")
        self.clerk = make.user(Role.SERVICE_CLERK, self.outlet, name="林文员")
        customer = make.customer(self.outlet)
        make.standing(customer, "A", since=self.now.date())
        self.waybill = make.waybill(
            destination=self.outlet, customer=customer, receiver_name="李小明", receiver_phone="19912340517"
        )
        due = self.now - timedelta(hours=1)
        clock = make.clock(self.outlet, delivery_due_at=due, day=timezone.localdate(self.now))
        make.run(clock, self.waybill)

    @property
    def seven(self):
        today = timezone.localtime(self.now).replace(hour=19, minute=0, second=0, microsecond=0)
        return today if today > self.now + timedelta(minutes=5) else today + timedelta(days=1)


@pytest.mark.parametrize(("locale", "viewport"), [("zh-CN", DESK), ("en", PHONE)], ids=["zh-desk", "en-phone"])
def test_a_late_parcel_is_found_called_about_called_again_and_promised(open_page, locale, viewport):
    late, words = Late(), WORDS[locale]
    page = open_page(late.clerk, "/shipments/track/", viewport=viewport, locale=locale)

    page.locator("[data-track]").fill("0517")
    page.keyboard.press("Enter")
    page.locator(f"main tbody a[href$='{late.waybill.number}/call/']").click()
    sentence = page.locator("[data-step]:visible .call__sentence")
    expect(sentence).to_have_count(1)  # the script has begun
    expect(sentence).to_have_text(words["greeting"])
    assert "19912340517" not in page.content()
    page.keyboard.press("1")
    expect(sentence).to_contain_text(words["sorry"])
    page.keyboard.press("0")
    expect(sentence).to_have_text(words["greeting"])
    page.locator("[name=result][value=no_answer]").click()
    expect(page.locator("main")).to_contain_text(words["again"])

    page.goto("/shipments/calls/again/")
    page.locator("main tbody a.button[href*='/call/']").click()
    page.locator("#dialling form [type=submit]").click()
    expect(page.locator("a[href='tel:19912340517']")).to_be_visible()
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(words["known"])
    page.keyboard.press("1")
    page.keyboard.press("1")
    expect(sentence).to_contain_text(words["agreed"])
    expect(page.locator("[name=result][value=reached]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/again/")
    expect(page.locator("main tbody tr")).to_have_count(0)

    page.goto("/shipments/delays/")
    page.locator("main tbody a[href*='/negotiate/']").click()
    page.locator("[name=promised_at]").fill(late.seven.strftime("%Y-%m-%dT%H:%M"))
    page.locator("[name=remark]").fill("放前台")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url("**/delays/")
    row = page.locator("main tbody tr")
    expect(row).to_contain_text("19:00")
    expect(row).to_contain_text(words["promised"])

    first, second = Call.objects.order_by("pk")
    promise = Negotiation.objects.get()
    assert (first.result, second.result, second.steps) == ("no_answer", "reached", ["greet", "sorry", "agreed"])
    assert (second.script.occasion, second.script.version) == ("delay", 1)
    assert CallRetry.objects.get().done_at == second.called_at
    assert (promise.promised_at, promise.call, promise.remark) == (late.seven, second, "放前台")
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "waybill.search_by_person",
        "waybill.unmask",
    ]


def test_a_gun_and_a_paste_fill_the_box_and_no_address_keeps_a_phone(open_page):
    late = Late()
    page = open_page(late.clerk, "/shipments/track/")

    page.locator("[data-track]").fill(f"{late.waybill.number}\n999999999999")
    page.keyboard.press("Enter")

    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator(".track__unknown")).to_have_text("999999999999")
    page.locator("[data-track]").fill("19912340517")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(1)
    assert "19912340517" not in page.url


def test_a_look_beyond_the_cap_says_so_where_it_was_asked_for(open_page):
    late = Late()
    looks = [AuditEntry(at=late.now, actor=late.clerk, action="waybill.unmask", subject="x") for _ in range(30)]
    AuditEntry.objects.bulk_create(looks)
    page = open_page(late.clerk, late.waybill.get_absolute_url())

    page.locator(".shipment__unmask [type=submit]").click()

    expect(page.locator("#unmasked [role=alert]")).to_contain_text("30")
    assert "19912340517" not in page.content()
