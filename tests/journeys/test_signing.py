"""Sign entry at the desk: a grid without a mouse, fifty pictures over a bad line, a tab closed half-way."""

import re
import time
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import Picture, ScanEvent, SignDraft
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/shipments/signing/"
ROWS, DONE = "[data-rows] tr", "[data-done-rows] li"


class Outlet:
    def __init__(self, pieces):
        make.edition()
        self.came = timezone.now() - timedelta(hours=1)
        self.outlet = make.outlet(name="科技园网点")
        self.clerk = make.user(Role.WAYBILL_CLERK, self.outlet, name="陈小梅")
        self.numbers = [self.deliver() for _ in range(pieces)]

    def deliver(self):
        waybill = make.waybill(destination=self.outlet, entered_at=self.came - timedelta(days=1))
        make.scan(waybill.pieces.get(), "out_for_delivery", occurred_at=self.came)
        return waybill.number


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed():
    return ScanEvent.objects.filter(kind="signed").count()


def photo(name, shade=0, form="JPEG"):
    raw = BytesIO()
    picture = Image.new("RGB", (900, 600), "white")
    ImageDraw.Draw(picture).line([(50, 300), (400, 50 + shade), (850, 500)], fill=(20, 20, 90), width=9)
    picture.save(raw, form)
    return {"name": name, "mimeType": f"image/{form.lower()}", "buffer": raw.getvalue()}


def test_twenty_rows_by_keyboard_alone(open_page):
    desk = Outlet(20)
    page = open_page(desk.clerk, PAGE)
    began = time.monotonic()

    for number in desk.numbers:
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    expect(page.locator("[data-send]")).to_contain_text("20")
    for _ in range(20):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    page.keyboard.press("Tab")
    page.keyboard.type("王芳")
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")

    expect(page.locator(DONE)).to_have_count(20)
    assert time.monotonic() - began < 60
    assert signed() == 20
    named = ScanEvent.objects.get(kind="signed", detail__signer="王芳").detail
    assert (named["signer_relation"], named["consent"]["how"]) == ("116", "call")


def test_gun_that_ends_a_number_with_tab_goes_on_to_the_next_row(open_page):
    desk = Outlet(3)
    page = open_page(desk.clerk, PAGE)

    for number in desk.numbers:
        page.keyboard.type(number)
        page.keyboard.press("Tab")

    expect(page.locator(f"{ROWS}[data-state=good]")).to_have_count(3)
    assert [cell.input_value() for cell in page.locator("[data-cell=relation]").all()] == [""] * 4


def test_columns_of_a_spreadsheet_are_pasted(open_page):
    desk = Outlet(3)
    page = open_page(desk.clerk, PAGE)
    text = f"{desk.numbers[0]}\t王芳\t家人\n{desk.numbers[1]}\t本人\n{desk.numbers[2]}\t4\n300057900556"

    page.evaluate(PASTE, text)

    expect(page.locator(f"{ROWS}[data-state=good]")).to_have_count(3)
    expect(page.locator(f"{ROWS}[data-state=refused]")).to_have_count(1)
    relations = [cell.input_value() for cell in page.locator("[data-cell=relation]").all()]
    assert relations[:4] == ["116", "101", "114", ""]
    page.locator("[data-send]").click()
    expect(page.locator(DONE)).to_have_count(1)
    expect(page.locator(f"{ROWS}[data-state=refused]")).to_have_count(3)
    expect(page.locator("[data-error=consent]").first).to_be_visible()
    page.locator("[name=consent]").select_option("standing")
    page.locator("[data-send]").click()
    expect(page.locator(DONE)).to_have_count(3)
    assert signed() == 3


PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


def test_fifty_pictures_over_a_bad_line(open_page):
    desk = Outlet(50)
    page = open_page(desk.clerk, PAGE)
    failing = {"left": 5}

    def bad_line(route):
        if failing["left"]:
            failing["left"] -= 1
            return route.abort()
        return route.continue_()

    page.route("**/signing/picture/", bad_line)
    page.evaluate(PASTE, "\n".join(desk.numbers))
    page.locator("[data-pick][multiple]").set_input_files(
        [photo(f"IMG {number} a.jpg", shade) for shade, number in enumerate(desk.numbers)]
    )
    expect(page.locator(f"{ROWS} img")).to_have_count(50, timeout=20_000)

    page.locator("[data-send]").click()

    expect(page.locator(DONE)).to_have_count(50)
    assert signed() == 50
    expect(page.locator(f"{DONE} [data-state=kept]")).to_have_count(50, timeout=25_000)
    assert (failing["left"], Picture.objects.count()) == (0, 50)
    assert Picture.objects.values("waybill").distinct().count() == 50


def test_draft_is_back_after_the_tab_was_closed(open_page):
    desk = Outlet(3)
    page = open_page(desk.clerk, PAGE)
    page.evaluate(PASTE, "\n".join(f"{number}\t王芳\t2" for number in desk.numbers))
    expect(page.locator("[data-draft-state]")).to_have_text(re.compile("草稿已保存|Draft saved"))
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    page.close()

    again = open_page(desk.clerk, PAGE)

    expect(again.locator(f"{ROWS}[data-state=good]")).to_have_count(3)
    assert [cell.input_value() for cell in again.locator("[data-cell=signer]").all()][:3] == ["王芳"] * 3
    assert "王芳" not in kept
    assert desk.numbers[0] not in kept
    again.locator("[name=consent]").select_option("standing")
    again.locator("[data-send]").click()
    expect(again.locator(DONE)).to_have_count(3)
    expect(again.locator(ROWS)).to_have_count(1)
    again.wait_for_timeout(300)
    assert not SignDraft.objects.exists()


def test_rows_of_the_monitor_join_the_draft(open_page):
    desk = Outlet(3)
    page = open_page(desk.clerk, PAGE)
    page.evaluate(PASTE, f"{desk.numbers[0]}\t王芳\t2\n")
    expect(page.locator("[data-draft-state]")).to_have_text(re.compile("草稿已保存|Draft saved"))

    page.goto(f"{PAGE}?numbers={','.join(desk.numbers)}")

    expect(page.locator(f"{ROWS}[data-state=good]")).to_have_count(3)
    numbers = [cell.input_value() for cell in page.locator("[data-cell=number]").all()]
    assert numbers == [*desk.numbers, ""]
    assert page.locator("[data-cell=signer]").first.input_value() == "王芳"


def test_pictures_find_their_row_by_barcode_or_by_hand(open_page):
    desk = Outlet(2)
    page = open_page(desk.clerk, PAGE)
    page.evaluate(PASTE, "\n".join(desk.numbers))
    drawn = zxingcpp.create_barcode(desk.numbers[0], zxingcpp.BarcodeFormat.Code128)
    code = Image.fromarray(zxingcpp.write_barcode_to_image(drawn, scale=3))
    paper = Image.new("RGB", (code.width + 120, code.height + 200), "white")
    paper.paste(code, (60, 100))
    raw = BytesIO()
    paper.save(raw, "PNG")
    labelled = {"name": "IMG_1.png", "mimeType": "image/png", "buffer": raw.getvalue()}

    page.locator("[data-pick][multiple]").set_input_files([labelled, photo("IMG_2.jpg")])

    expect(page.locator(f"{ROWS} img")).to_have_count(1)
    expect(page.locator("[data-loose] li")).to_have_count(1)
    page.locator("[data-assign]").select_option(desk.numbers[1])
    expect(page.locator(f"{ROWS} img")).to_have_count(2)
    page.locator("[data-send]").click()
    expect(page.locator(f"{DONE} [data-state=kept]")).to_have_count(2, timeout=10_000)
    assert {picture.waybill.number for picture in Picture.objects.all()} == set(desk.numbers)


@pytest.mark.parametrize(
    ("name", "mime", "content", "says"),
    [
        ("a.heic", "image/heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 400, "HEIC"),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 broken", "JPG"),
        ("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPG"),
    ],
)
def test_what_cannot_be_read_is_said_at_once(open_page, name, mime, content, says):
    desk = Outlet(1)
    page = open_page(desk.clerk, PAGE, locale="en")

    page.locator("[data-pick][multiple]").set_input_files([{"name": name, "mimeType": mime, "buffer": content}])

    expect(page.locator("[data-loose] li")).to_contain_text(says)


def test_page_fits_a_phone(open_page):
    desk = Outlet(2)
    page = open_page(desk.clerk, PAGE, viewport={"width": 360, "height": 740})
    page.evaluate(PASTE, "\n".join(desk.numbers))

    expect(page.locator(f"{ROWS}[data-state=good]")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_picture_of_a_single_signature_is_made_small_before_it_leaves(open_page):
    desk = Outlet(1)
    page = open_page(desk.clerk, f"/shipments/waybills/{desk.numbers[0]}/sign/")
    raw = BytesIO()
    Image.new("RGB", (3200, 2400), "white").save(raw, "PNG")

    page.locator("[name=picture]").set_input_files(
        {"name": "IMG_7.png", "mimeType": "image/png", "buffer": raw.getvalue()}
    )
    expect(page.locator("[name=picture]")).to_have_js_property("value", r"C:\fakepath\IMG_7.jpg")
    page.locator("[value=signed]").click()

    page.wait_for_selector(".timeline__pictures img")
    kept = Picture.objects.get()
    assert (kept.width, kept.height) == (1600, 1200)
    assert kept.event_id == ScanEvent.objects.get(kind="signed").event_id
