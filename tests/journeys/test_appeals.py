"""From a late scan to an overturned fine: a clerk, an outlet manager, two inspectors and the supervisor."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.quality.models import Appeal, Fine, LedgerEntry, Statement
from shipments.quality.services.replies import reply
from shipments.quality.services.statements import close_months
from shipments.quality.services.sweeping import sweep
from tests import make
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_every_page import NARROW, Looking
from tests.journeys.test_main_job import Truck

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo():
    raw = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(raw, "JPEG")
    return {"name": "月台.jpg", "mimeType": "image/jpeg", "buffer": raw.getvalue()}


def late_scan(open_page):
    """The clerk scans one piece a quarter of an hour late; the sweep fines it and the outlet is told."""
    truck = Truck()
    truck.tell("arrival", truck.numbers[1:], truck.unloaded_at)
    desk = open_page(make.user(Role.WAYBILL_CLERK, truck.outlet), "/shipments/scan/")
    desk.keyboard.type(truck.numbers[0])
    desk.keyboard.press("Enter")
    expect(desk.locator('[data-rows=good] > tr[data-state="new"]')).to_have_count(1)
    sweep(timezone.now())
    fine = Fine.objects.get(violation__piece__number=truck.numbers[0])
    if fine.notice_id is None:
        make.announced(fine, reply_by=timezone.now() + timedelta(hours=20))
    return fine


def decide(page, outcome, reason):
    page.get_by_label(outcome).check()
    page.locator("[name=reason]").fill(reason)
    page.locator(".decide").get_by_role("button", name="裁定").click()
    expect(page.locator(".decision")).to_contain_text(reason)


def test_from_a_late_scan_to_an_overturned_fine(open_page):
    fine = late_scan(open_page)
    manager = open_page(make.user(Role.MANAGER, fine.outlet), fine.get_absolute_url(), viewport=PHONE)

    # Three taps: appeal, why, send; a picture besides.
    expect(manager.locator(".heading [data-due]")).to_be_visible()
    manager.locator(".heading__actions").get_by_role("link", name="申诉").click()
    manager.get_by_label("线车晚到或卸车晚").check()
    manager.locator("input[type=file]").set_input_files(photo())
    manager.get_by_role("button", name="提交申诉").click()
    expect(manager.locator(".grounds__text")).to_contain_text("线车晚到或卸车晚")
    expect(manager.locator(".sides__pictures img")).to_have_count(1)
    first = Appeal.objects.get()

    # Who issued it reads, and is told to leave it to others; the second inspector decides.
    issuer = make.user(Role.INSPECTOR)
    Fine.objects.filter(pk=fine.pk).update(issuer=issuer)
    reading = open_page(issuer, "/quality/appeals/waiting/")
    reading.locator("main tbody tr").first.get_by_role("link").first.click()
    expect(reading.locator("main")).to_contain_text("此罚款由您开出")
    expect(reading.get_by_role("button", name="裁定")).to_have_count(0)
    second_inspector = make.user(Role.INSPECTOR)
    judging = open_page(second_inspector, first.get_absolute_url())
    left, right = (judging.locator(".sides > .stack").nth(place).bounding_box() for place in (0, 1))
    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    decide(judging, "维持：罚款不变", "AS2：卸车时间以调度记录为准")

    # The outlet goes on, the supervisor overturns it.
    manager.goto(fine.get_absolute_url())
    expect(manager.locator(".dispute")).to_contain_text("卸车时间以调度记录为准")
    manager.get_by_role("link", name="提起二审").click()
    manager.get_by_label("已按时完成，记录有误").check()
    manager.get_by_label("补充说明").fill("卸车扫描补录，见监控")
    manager.get_by_role("button", name="提交申诉").click()
    expect(manager.locator(".grounds__text")).to_contain_text("见监控")
    second = Appeal.objects.get(instance=2)
    judging.goto(second.get_absolute_url())
    expect(judging.get_by_role("button", name="裁定")).to_have_count(0)
    supervisor = open_page(make.user(Role.APPEALS_SUPERVISOR), second.get_absolute_url())
    decide(supervisor, "撤销：全部取消", "监控证明按时扫描")

    manager.goto(fine.get_absolute_url())
    expect(manager.locator(".heading .state")).to_contain_text("撤销")
    expect(manager.get_by_role("link", name="提起二审")).to_have_count(0)
    assert list(LedgerEntry.objects.filter(fine=fine).values_list("kind", "yuan")) == [("fine", 1), ("appeal", -1)]

    # The outlet is told, and finds both on the month's statement.
    told = Appeal.objects.get(instance=2).notice
    manager.goto(told.get_absolute_url())
    expect(manager.locator(".decision")).to_contain_text("监控证明按时扫描")
    expect(manager.locator("main")).to_contain_text("此裁定为最终裁定")
    close_months(timezone.now() + timedelta(days=32))
    manager.goto(Statement.objects.get(outlet=fine.outlet).get_absolute_url())
    expect(manager.get_by_role("row", name="到件扫描 1 1.00 -1.00 0.00")).to_be_visible()
    assert manager.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_decider_needs_no_mouse(open_page):
    appeal = make.appeal()
    page = open_page(make.user(Role.INSPECTOR), "/quality/appeals/waiting/")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{appeal.get_absolute_url()}")
    page.locator("[name=outcome]").first.focus()
    for key in ("ArrowRight", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("40")
    page.keyboard.press("Tab")
    page.keyboard.type("DL1：减半以下")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".decision")).to_contain_text("¥40.00")
    assert Fine.objects.get().state == "reduced"


def test_the_decision_on_paper_has_no_buttons(open_page):
    appeal = make.appeal()
    page = open_page(make.user(Role.INSPECTOR), appeal.get_absolute_url())
    page.emulate_media(media="print")

    expect(page.locator(".decide").first).to_be_hidden()
    expect(page.locator(".heading__actions")).to_be_hidden()
    expect(page.get_by_text("线车晚到，有照片为证")).to_be_visible()


@pytest.mark.parametrize(("viewport", "locale"), [(DESK, "zh-CN"), (NARROW, "en")], ids=["desk-zh", "narrow-en"])
def test_pages_with_their_forms_are_accessible_and_fit(open_page, viewport, locale):
    """`test_every_page` looks as somebody who has nothing to decide."""
    now = timezone.now()
    fine = make.announced(make.fine(make.run(make.clock())), reply_by=now + timedelta(hours=20))
    late = make.appeal(make.announced(make.fine(make.run(make.clock())), reply_by=now - timedelta(hours=1)), at=now)
    manager, inspector = make.user(Role.MANAGER, fine.outlet), make.user(Role.INSPECTOR)
    reply(fine, "线车 9:20 才到", by=manager, at=now)
    paths = {
        manager: [fine.get_absolute_url(), f"{fine.get_absolute_url()}appeal/"],
        inspector: [make.appeal(at=now).get_absolute_url(), late.get_absolute_url(), "/quality/appeals/waiting/"],
        make.user(Role.APPEALS_SUPERVISOR): [late.get_absolute_url()],
    }
    found = []
    for person, seen in paths.items():
        looking = Looking(open_page(person, "/accounts/password/", viewport=viewport, locale=locale))
        found += [fault for path in seen for fault in looking.faults(path)]

    assert found == []
