"""What a phone has scanned is kept: the network cut, the server gone, the browser killed, the clock turned."""

import re
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shipments.models import ScanDevice, ScanEvent, ScanUpload
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.handset import Handset
from tests.journeys.phone import LISTEN, PAGE, UPLOAD, Outlet, counted, insert, ready, signal, uploaded, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

FULL = """() => {
  IDBObjectStore.prototype.add = function () {
    this.transaction.abort();
    throw new DOMException("The disk is full.", "QuotaExceededError");
  };
}"""
JUMP = """() => {
  const now = Date.now.bind(Date);
  Date.now = () => now() + 3 * 24 * 3600 * 1000;
}"""


@pytest.fixture
def handset(browser, chromium, tmp_path, line):
    phone = Handset(browser, chromium, tmp_path / "profile", line)
    yield phone
    phone.close()


def test_two_hundred_scans_arrive_once_though_network_server_and_browser_die(handset, line):
    here = Outlet(pieces=200)
    page = handset.open("/nothing/")
    handset.log_in(here.courier)
    page.goto(PAGE)
    ready(page)
    insert(page, *here.numbers[:40])
    counted(page, 40)
    uploaded(page)

    line.cut()
    insert(page, *here.numbers[40:90])
    counted(page, 90)
    page.reload()
    counted(page, 90)
    expect(page.locator("#number")).to_be_focused()
    insert(page, *here.numbers[90:149], here.numbers[0])
    expect(signal(page)).to_have_attribute("data-signal", "duplicate")
    insert(page, here.numbers[149])
    counted(page, 150)
    handset.kill()

    page = handset.open(PAGE)
    counted(page, 150)
    expect(page.locator("[data-link-words]")).to_contain_text("110")
    insert(page, *here.numbers[150:])
    counted(page, 200)
    line.mend()
    page.locator("[data-open-drawer]").click()
    page.locator("[data-send-now]").click()

    expect(page.locator("[data-part=unsent]")).to_have_text("全部都已上传。", timeout=20_000)
    arrivals = ScanEvent.objects.filter(kind="arrival")
    assert here.scanned() == 200
    assert arrivals.count() == arrivals.values("piece").distinct().count() == 200
    assert arrivals.filter(piece__number=here.numbers[0]).count() == 1
    assert {"A", "C"} <= set(arrivals.values_list("grade", flat=True)) <= {"A", "B", "C"}
    assert sum(ScanUpload.objects.values_list("new", flat=True)) == 200
    assert ScanDevice.objects.get().last_number == 200


def test_answer_that_got_lost_doubles_nothing(scanning):
    here = Outlet(pieces=3)
    page = scanning(here)
    lost = [True]
    page.route(UPLOAD, lambda route: (route.fetch(), route.abort()) if lost else route.continue_())
    insert(page, *here.numbers)
    counted(page, 3)
    wait_for(page, lambda: here.scanned() == 3)
    assert ScanUpload.objects.count() >= 1
    expect(page.locator("[data-link-words]")).to_contain_text("未上传 3")

    lost.clear()

    uploaded(page)
    assert ScanEvent.objects.filter(kind="arrival").count() == 3
    assert page.locator("[data-rows] > li[data-state=new]").count() == 3


def test_ended_login_keeps_the_queue_and_asks_for_the_login(scanning):
    here = Outlet(pieces=2)
    page = scanning(here)
    ScanDevice.objects.update(token_until=timezone.now())
    cookies = page.context.cookies()
    page.context.clear_cookies()

    insert(page, *here.numbers)

    expect(page.locator("[data-login]")).to_be_visible()
    expect(page.locator("[data-link-words]")).to_contain_text("未上传 2")
    assert here.scanned() == 0
    page.context.add_cookies(cookies)
    page.goto(PAGE)
    uploaded(page)
    expect(page.locator("[data-login]")).to_be_hidden()
    assert here.scanned() == 2


def test_blocked_phone_says_so_and_keeps_what_it_holds(scanning):
    here = Outlet(pieces=1)
    page = scanning(here)
    ScanDevice.objects.update(revoked_at=timezone.now())

    insert(page, *here.numbers)
    expect(page.locator("[data-link-words]")).to_contain_text("未上传 1")
    page.reload()

    expect(page.locator("[data-note]")).to_have_text("这台手机已被停用，请找网点负责人。")
    assert here.scanned() == 0


def test_nobody_logs_out_with_scans_that_are_not_uploaded(scanning):
    here = Outlet(pieces=1)
    page = scanning(here)
    page.route(UPLOAD, lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, json={}))
    insert(page, *here.numbers)
    counted(page, 1)

    page.locator("[data-leave]").click()
    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("[data-part=why]")).to_contain_text("服务器忙")
    page.goto("/accounts/logout/")
    expect(page.locator("[data-unsent-scans]")).to_be_visible()
    expect(page.locator("button[data-leave]")).to_be_disabled()
    page.goto("/shipments/work/")
    page.locator(".bar__tools .menu > summary").click()
    page.locator(".menu__sheet form[action$='/logout/'] button").click()
    expect(page).to_have_url(re.compile(r"/accounts/logout/$"))

    page.unroute(UPLOAD)
    page.goto(PAGE)
    uploaded(page)
    page.goto("/accounts/logout/")
    page.locator("button[data-leave]").click()
    expect(page).to_have_url(re.compile(r"/accounts/login/$"))
    page.goto(PAGE)
    expect(page.locator("[data-login]")).to_be_visible()


def test_scan_that_cannot_be_kept_is_never_a_success(scanning):
    here = Outlet(pieces=2)
    page = scanning(here)
    page.evaluate(LISTEN)
    page.evaluate(FULL)

    insert(page, *here.numbers)

    expect(signal(page)).to_have_attribute("data-signal", "refused")
    expect(page.locator("[data-signal-word]")).to_have_text("没有保存")
    counted(page, 0)
    wait_for(page, lambda: page.evaluate("heard") == [165, 165])
    assert here.scanned() == 0


def test_too_large_a_batch_is_halved_and_a_busy_server_waited_for(scanning):
    here = Outlet(pieces=8)
    page = scanning(here)
    sizes, busy = [], iter([True])

    def guard(route):
        size, told = len(route.request.post_data_json["scans"]), {"now": round(time.time() * 1000)}
        sizes.append(size)
        if size > 2:
            return route.fulfill(status=413, json=told)
        if next(busy, False):
            return route.fulfill(status=429, headers={"Retry-After": "1"}, json=told)
        return route.continue_()

    page.route(UPLOAD, guard)
    insert(page, *here.numbers)

    counted(page, 8)
    uploaded(page)
    assert here.scanned() == 8
    assert max(sizes) > 2


def test_answer_without_a_believable_time_moves_no_scan(scanning):
    here = Outlet(pieces=2)
    page = scanning(here)
    page.route(UPLOAD, lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, json={"now": 0}), times=1)
    with page.expect_response(UPLOAD):
        insert(page, here.numbers[0])

    insert(page, here.numbers[1])

    counted(page, 2)
    uploaded(page)
    registered_at = ScanDevice.objects.get().registered_at
    for told in ScanEvent.objects.filter(kind="arrival"):
        assert told.grade in {"A", "B"}
        assert told.occurred_at > registered_at


def test_browser_that_keeps_nothing_says_so_before_the_first_scan(open_page):
    here = Outlet(pieces=1)
    page = open_page(here.courier, "/nothing/", viewport=PHONE)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError'); }")

    page.goto(PAGE)

    expect(page.locator("[data-no-storage]")).to_be_visible()
    expect(page.locator("[data-start]")).to_be_disabled()


def test_two_tabs_know_of_each_other(scanning):
    here = Outlet(pieces=1)
    page = scanning(here)
    other = page.context.new_page()
    other.goto(PAGE)
    expect(other.locator("#number")).to_be_focused()
    page.context.set_offline(True)

    insert(page, *here.numbers)
    counted(page, 1)
    insert(other, *here.numbers)

    expect(signal(other)).to_have_attribute("data-signal", "duplicate")
    page.context.set_offline(False)
    wait_for(page, lambda: here.scanned() == 1)


def test_clock_three_days_ahead_is_corrected_and_one_that_jumps_is_no_proof(scanning):
    here = Outlet(pieces=2)
    page = scanning(here)
    insert(page, here.numbers[0])
    counted(page, 1)
    uploaded(page)  # an answer that comes after the jump would set the clock anew
    page.evaluate(JUMP)
    insert(page, here.numbers[1])
    counted(page, 2)
    uploaded(page)

    expect(page.locator("[data-cell=grade]")).to_have_text(["D", "A"])
    told = ScanEvent.objects.get(kind="arrival", piece__number=here.numbers[1])
    assert abs((told.occurred_at - told.received_at).total_seconds()) < 10
    assert (told.device_at - told.received_at).days >= 2
    page.add_init_script(f"({JUMP})()")
    page.reload()
    expect(page.locator("#number")).to_be_focused()
    late = make.waybill(destination=here.outlet).number
    insert(page, late)
    expect(page.locator("[data-cell=grade]").first).to_have_text("A")
    assert ScanEvent.objects.get(piece__number=late).grade == "A"
