"""Phone scanning in somebody's hand: the network cut, the server gone, the browser killed in the middle of it."""

import re
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import PieceArrival, ScanDevice, ScanEvent, ScanUpload
from shipments.rules.code128 import code128
from shipments.services.scans import Scan, record_scans
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.handset import Handset
from tests.journeys.line import Line

pytestmark = pytest.mark.django_db(transaction=True)

FAKE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
TYPED = """(code) => {
  const field = document.querySelector("#number");
  field.value = code;
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
}"""
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
IME = """(code) => {
  const field = document.querySelector("#number");
  const press = (key, code, keyCode) =>
    field.dispatchEvent(new KeyboardEvent("keydown", { key, code, keyCode, bubbles: true, cancelable: true }));
  field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  for (const letter of code) press("Process", `Digit${letter}`, 229);
  field.value = "见他无";
  press("Enter", "Enter", 229);
}"""
ON_SCREEN = """(code) => {
  const field = document.querySelector("#number");
  const press = (key, keyCode) =>
    field.dispatchEvent(new KeyboardEvent("keydown", { key, keyCode, bubbles: true, cancelable: true }));
  field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  for (const letter of code) {
    press("Unidentified", 229);
    field.value += letter;
  }
  press("Enter", 13);
}"""
PAGE, UPLOAD = "/shipments/phone/", "**/shipments/phone/scans/"


LISTEN = """() => {
  const start = OscillatorNode.prototype.start;
  window.heard = [];
  OscillatorNode.prototype.start = function (...when) {
    heard.push(this.frequency.value);
    return start.apply(this, when);
  };
}"""


class Outlet:
    """An outlet with a truck that has come, and a courier whose phone scans what it brought."""

    def __init__(self, pieces):
        make.edition()
        came = timezone.now() - timedelta(minutes=20)
        self.outlet = make.outlet(name="科技园网点")
        self.courier = make.user(Role.COURIER, self.outlet, name="王师傅")
        self.trip = make.trip(self.outlet, planned_at=came, arrived_at=came, unloaded_at=came)
        self.numbers = [make.waybill(destination=self.outlet).number for _ in range(pieces)]
        loaded = [
            Scan(uuid4(), "departure", number, self.outlet.code, came, trip_no=self.trip.trip_no)
            for number in self.numbers
        ]
        record_scans(loaded, source="test", access=make.EVERYTHING, at=came)

    def scanned(self):
        return PieceArrival.objects.exclude(scanned_at=None).count()


def ready(page, kind="arrival"):
    """The page chosen and waiting for scans, its shell kept by the worker."""
    start = page.locator("[data-start]")
    expect(start).to_be_enabled()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.locator(f"[name=kind][value={kind}]").check(force=True)
    start.click()
    expect(page.locator("#number")).to_be_focused()


def shoot(page, *numbers):
    for number in numbers:
        page.keyboard.type(number)
        page.keyboard.press("Enter")


def signal(page):
    return page.locator("[data-signal]")


def test_new_duplicate_and_refused_differ_in_word_shape_and_sound(open_page):
    here = Outlet(pieces=1)
    page = open_page(here.courier, PAGE, viewport=PHONE)
    ready(page)
    page.evaluate(LISTEN)
    seen = []

    for number, state in ((here.numbers[0], "new"), (here.numbers[0], "duplicate"), ("12", "refused")):
        shoot(page, number)
        expect(signal(page)).to_have_attribute("data-signal", state)
        shape = page.locator("[data-signal-shape] use").get_attribute("href").partition("#")[2]
        seen.append((page.locator("[data-signal-word]").inner_text(), shape))

    uploaded(page)
    assert len(set(seen)) == 3
    assert page.evaluate("heard") == [1320, 740, 740, 165]
    assert page.locator("[data-count]").inner_text() == "1"
    assert here.scanned() == 1


@pytest.fixture
def line(live_server):
    line = Line(live_server.thread.port)
    yield line
    line.cut()


@pytest.fixture
def handset(browser, chromium, tmp_path, line):
    phone = Handset(browser, chromium, tmp_path / "profile", line)
    yield phone
    phone.close()


@pytest.fixture
def scanning(open_page):
    """`scanning(here)`: the courier's page, ready for scans of that kind."""

    def scanning_(here, kind="arrival"):
        page = open_page(here.courier, PAGE, viewport=PHONE)
        ready(page, kind)
        return page

    return scanning_


def wait_for(page, holds, seconds=10):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def label(number):
    """A Code 128 label as a picture."""
    code, module = code128(number), 3
    picture = Image.new("L", (640, 480), 255)
    left = (640 - module * code.width) // 2
    for bar in code.bars:
        picture.paste(0, (left + module * bar.x, 170, left + module * (bar.x + bar.width), 310))
    return picture


def film(path, number):
    """One frame of it, as Chromium's fake camera plays it."""
    frame = label(number).tobytes() + bytes([128]) * (320 * 240 * 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + frame) * 3)
    return path


def insert(page, *numbers):
    """As a gun that types a whole code at once."""
    for number in numbers:
        page.keyboard.insert_text(number)
        page.keyboard.press("Enter")


def uploaded(page):
    """To be asked once the scans are counted: before that nothing waits either."""
    expect(page.locator("[data-rows] > li[data-state=waiting]")).to_have_count(0, timeout=20_000)
    expect(page.locator("[data-link-words]")).to_have_text("全部已上传", timeout=20_000)


def counted(page, count):
    expect(page.locator("[data-count]")).to_have_text(str(count))


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
    page.route(UPLOAD, lambda route: (route.fetch(), route.abort()))
    insert(page, *here.numbers)
    counted(page, 3)
    wait_for(page, lambda: here.scanned() == 3)
    assert ScanUpload.objects.count() >= 1
    expect(page.locator("[data-link-words]")).to_contain_text("未上传 3")

    page.unroute(UPLOAD)

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
    assert page.evaluate("heard") == [165, 165]
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


def test_undo_is_an_event_too(scanning):
    here = Outlet(pieces=1)
    page = scanning(here)
    insert(page, *here.numbers)
    counted(page, 1)
    uploaded(page)

    page.locator("[data-take-back]").click()

    expect(signal(page)).to_have_attribute("data-signal", "withdrawn")
    counted(page, 0)
    wait_for(page, lambda: here.scanned() == 0)
    insert(page, *here.numbers)
    counted(page, 1)
    uploaded(page)
    kinds = ScanEvent.objects.exclude(kind="departure").order_by("received_at").values_list("kind", flat=True)
    assert list(kinds) == ["arrival", "void", "arrival"]


def test_refused_scan_stays_with_its_reason_until_somebody_sees_to_it(scanning):
    here = Outlet(pieces=1)
    page = scanning(here)
    insert(page, "300057900556", here.numbers[0])
    counted(page, 1)
    uploaded(page)
    expect(signal(page)).to_have_attribute("data-signal", "refused")
    page.locator("[data-open-drawer]").click()
    expect(page.locator("[data-part=refused] > li")).to_have_count(1)
    expect(page.locator("[data-part=receipts] > li")).not_to_have_count(0)
    make.waybill(number="300057900556", destination=here.outlet)

    page.locator("[data-again]").click()

    expect(page.locator("[data-part=refused] > li")).to_have_count(0)
    wait_for(page, lambda: here.scanned() == 2)
    assert set(ScanEvent.objects.filter(kind="arrival").values_list("grade", flat=True)) == {"A"}
    with page.expect_download() as saved:
        page.locator("[data-export]").click()
    assert here.numbers[0] in Path(saved.value.path()).read_text(encoding="utf-8-sig")


def test_browser_that_keeps_nothing_says_so_before_the_first_scan(open_page):
    here = Outlet(pieces=1)
    page = open_page(here.courier, "/nothing/", viewport=PHONE)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError'); }")

    page.goto(PAGE)

    expect(page.locator("[data-no-storage]")).to_be_visible()
    expect(page.locator("[data-start]")).to_be_disabled()


def test_mis_sorted_piece_is_told_aloud_where_it_belongs(scanning):
    here = Outlet(pieces=0)
    astray = make.waybill(destination=make.outlet(name="别处网点")).number
    page = scanning(here)

    insert(page, astray)

    expect(page.locator("[data-signal-text]")).to_contain_text("别处网点")
    expect(signal(page)).to_have_attribute("data-signal", "refused")
    counted(page, 1)


def test_page_follows_the_language_that_was_chosen(open_page):
    here = Outlet(pieces=0)
    page = open_page(here.courier, "/nothing/", viewport=PHONE)
    tongue = {"name": settings.LANGUAGE_COOKIE_NAME, "url": page.evaluate("location.origin")}
    page.context.add_cookies([{**tongue, "value": "zh-hans"}])
    page.goto(PAGE)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    expect(page.locator("[data-start]")).to_contain_text("开始扫描")
    page.context.add_cookies([{**tongue, "value": "en"}])

    page.goto(PAGE)

    expect(page.locator("[data-start]")).to_contain_text("Start scanning", timeout=15_000)


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


def test_problem_waits_without_words_about_people_until_it_is_finished_online(scanning):
    here = Outlet(pieces=1)
    page = scanning(here, kind="problem")
    insert(page, *here.numbers)
    expect(signal(page)).to_have_attribute("data-signal", "draft")
    page.locator("[data-open-drawer]").click()

    page.locator("[data-part=drafts] a").click()

    page.locator("[name=contact]").fill("王女士，收件人")
    page.locator("[name=phone]").fill("0755-26001234")
    page.locator("[name=matter]").fill("两次电话无人接听，已发短信，约定明天下午两点再送。")
    page.locator("form[data-remark] .button--primary").click()
    expect(page).to_have_url(re.compile(f"{PAGE}$"))
    expect(page.locator("[data-rows] > li")).to_have_count(0)
    assert ScanEvent.objects.get(kind="problem").detail["problem"]["contact"] == "王女士，收件人"


def test_weight_comes_first_and_counts_once(scanning):
    here = Outlet(pieces=1)
    page = scanning(here, kind="weigh")

    insert(page, *here.numbers)
    expect(signal(page)).to_have_attribute("data-signal", "refused")
    page.locator("#weight").fill("2.35")
    page.locator("#weight").press("Enter")
    insert(page, *here.numbers)

    counted(page, 1)
    uploaded(page)
    assert ScanEvent.objects.get(kind="weigh").detail["weight_kg"] == "2.35"


def test_control_characters_small_letters_and_input_methods_do_no_harm_and_long_codes_are_refused(scanning):
    here = Outlet(pieces=3)
    letters = make.waybill(number="SF1234567890", destination=here.outlet)
    page = scanning(here)

    insert(page, "9" * 200)
    expect(signal(page)).to_have_attribute("data-signal", "refused")
    page.evaluate(TYPED, f"\x1d{here.numbers[0]}\x1c")
    insert(page, "sf12 3456-7890")
    page.evaluate(IME, here.numbers[1])
    page.evaluate(ON_SCREEN, here.numbers[2])

    counted(page, 4)
    uploaded(page)
    assert set(ScanEvent.objects.filter(kind="arrival").values_list("piece__number", flat=True)) == {
        *here.numbers,
        letters.number,
    }


def test_camera_reads_a_barcode_and_offers_nothing_before_it_is_opened(browser, chromium, tmp_path, line):
    here = Outlet(pieces=1)
    video = film(tmp_path / "label.y4m", here.numbers[0])
    handset = Handset(
        browser, chromium, tmp_path / "profile", line, *FAKE_CAMERA, f"--use-file-for-fake-video-capture={video}"
    )
    page = handset.open("/nothing/")
    handset.log_in(here.courier)
    page.goto(PAGE)
    ready(page)
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))

    page.locator("[data-open-camera]").click()

    counted(page, 1)
    uploaded(page)
    assert here.scanned() == 1
    assert [url for url in loaded if url.endswith(".wasm")] != []
    expect(signal(page)).to_have_attribute("data-signal", "new")
    page.locator("[data-open-camera]").click()
    expect(page.locator("[data-camera]")).to_be_hidden()
    handset.close()


def test_photo_is_read_by_the_server(scanning, tmp_path):
    here = Outlet(pieces=1)
    page = scanning(here)
    photo = tmp_path / "label.png"
    label(here.numbers[0]).save(photo)

    page.locator("[data-photo]").set_input_files(photo)

    counted(page, 1)
    uploaded(page)
    assert here.scanned() == 1
