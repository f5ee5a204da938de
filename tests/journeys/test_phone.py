"""Phone scanning in somebody's hand: what it says, what it asks for, and every way a number gets in."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from shipments.models import ScanEvent
from shipments.rules.code128 import code128
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.handset import Handset
from tests.journeys.phone import LISTEN, PAGE, Outlet, counted, insert, ready, shoot, signal, uploaded, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

FAKE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
TYPED = """(code) => {
  const field = document.querySelector("#number");
  field.value = code;
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }));
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
