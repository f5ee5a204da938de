"""The scan desk with a gun: typed faster than any person, wherever the focus is, and with a broken line."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import PieceArrival, ScanEvent
from shipments.services.scans import Scan, record_scans
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "/shipments/scan/"
GOOD, BAD = "[data-rows=good] > tr", "[data-rows=bad] > tr"
TYPED_BY_IME = """(code) => {
  const field = document.querySelector("#id_number");
  const press = (key, code, keyCode) =>
    field.dispatchEvent(new KeyboardEvent("keydown", { key, code, keyCode, bubbles: true, cancelable: true }));
  field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  for (const letter of code) press("Process", /[0-9]/.test(letter) ? `Digit${letter}` : `Key${letter}`, 229);
  field.value = "见他无";
  press("Enter", "Enter", 229);
}"""


GUN = """(code) => {
  for (const key of [...code, "Enter"]) {
    const at = document.activeElement;
    const free = at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    if (free && key.length === 1 && at.setRangeText) at.setRangeText(key, at.selectionEnd, at.selectionEnd, "end");
  }
}"""


class Desk:
    def __init__(self, pieces):
        make.edition()
        came = timezone.now() - timedelta(minutes=20)
        self.outlet = make.outlet(name="科技园网点")
        self.clerk = make.user(Role.WAYBILL_CLERK, self.outlet, name="陈小梅")
        self.trip = make.trip(self.outlet, planned_at=came, arrived_at=came, unloaded_at=came)
        self.numbers = [self.load(came) for _ in range(pieces)]

    def load(self, came):
        number = make.waybill(destination=self.outlet).number
        loaded = Scan(uuid4(), "departure", number, self.outlet.code, came, trip_no=self.trip.trip_no)
        record_scans([loaded], source="test", access=make.EVERYTHING, at=came)
        return number

    def scanned(self):
        return PieceArrival.objects.exclude(scanned_at=None).count()


@pytest.fixture
def desk():
    return Desk(pieces=5)


@pytest.fixture
def page(desk, open_page):
    return open_page(desk.clerk, DESK)


def shoot(page, number, end="Enter"):
    """As a gun does: every key at once, then the suffix."""
    page.keyboard.type(number)
    page.keyboard.press(end)


def states(page, rows=GOOD):
    return [row.get_attribute("data-state") for row in page.locator(rows).all()]


def test_sixty_codes_without_a_pause_give_sixty_rows(open_page):
    desk = Desk(pieces=60)
    page = open_page(desk.clerk, DESK)

    for number in desk.numbers:
        shoot(page, number)

    expect(page.locator("[data-tally=new]")).to_have_text("60")
    expect(page.locator("[data-count=missing]")).to_have_text("0")
    expect(page.locator("[data-missing]")).to_have_count(0)
    assert states(page) == ["new"] * 60
    assert desk.scanned() == 60
    assert ScanEvent.objects.filter(kind="arrival").values("event_id").distinct().count() == 60


def test_new_duplicate_and_refused_differ_in_word_shape_and_place(desk, page):
    signal, shape = page.locator("[data-signal]"), page.locator("[data-signal-shape] use")
    seen = []

    for number, state in ((desk.numbers[0], "new"), (desk.numbers[0], "duplicate"), ("300057900556", "refused")):
        shoot(page, number)
        expect(signal).to_have_attribute("data-signal", state)
        seen.append((page.locator("[data-signal-word]").inner_text(), shape.get_attribute("href").partition("#")[2]))
    shoot(page, "12")

    expect(page.locator(BAD)).to_have_count(2)
    assert len(set(seen)) == 3
    assert states(page) == ["duplicate", "new"]
    assert desk.scanned() == 1


def test_tab_ends_a_number_too(desk, page):
    shoot(page, desk.numbers[0], end="Tab")

    expect(page.locator("[data-tally=new]")).to_have_text("1")
    expect(page.locator("#id_number")).to_be_focused()


@pytest.mark.parametrize("elsewhere", ["#id_previous_stop", "#id_trip", "#id_numbers"])
def test_gun_is_caught_wherever_the_focus_is(desk, page, elsewhere):
    page.locator("[data-paste]").evaluate("paste => { paste.open = true }")
    stop = page.locator("#id_previous_stop").input_value()
    page.locator(elsewhere).first.focus()

    page.evaluate(GUN, desk.numbers[0])

    expect(page.locator("[data-tally=new]")).to_have_text("1")
    expect(page.locator("#id_number")).to_be_focused()
    assert page.locator("#id_previous_stop").input_value() == stop
    assert page.locator("#id_numbers").input_value() == ""
    assert page.locator("#id_trip").input_value() == desk.trip.trip_no


@pytest.mark.parametrize("elsewhere", ["#trip-tally a", "#desk .button--primary", "[name=kind]", "body"])
def test_keys_typed_beside_the_field_land_in_it(desk, page, elsewhere):
    page.evaluate("document.activeElement.blur()")
    if elsewhere != "body":
        page.locator(elsewhere).first.focus()

    shoot(page, desk.numbers[0])

    expect(page.locator("[data-tally=new]")).to_have_text("1")
    expect(page.locator("#id_number")).to_be_focused()


def test_what_a_person_types_elsewhere_stays_there(page):
    page.locator("#id_previous_stop").clear()
    page.locator("#id_previous_stop").press_sequentially("Humen hub", delay=60)
    page.keyboard.press("Tab")

    assert page.locator("#id_previous_stop").input_value() == "Humen hub"
    expect(page.locator(f"{GOOD}, {BAD}")).to_have_count(0)


def test_chinese_input_method_eats_no_code(desk, page):
    page.evaluate(TYPED_BY_IME, desk.numbers[0])

    expect(page.locator("[data-tally=new]")).to_have_text("1")
    assert page.locator("#id_number").input_value() == ""


def test_pasted_list_is_taken_line_by_line(desk, page):
    page.locator("[data-paste] summary").click()
    page.locator("#id_numbers").fill("\n".join([*desk.numbers, desk.numbers[0]]))
    page.locator("[data-paste] button").click()

    expect(page.locator("[data-tally=new]")).to_have_text("5")
    assert desk.scanned() == 5


def test_broken_line_keeps_scans_and_doubles_none(desk, page):
    lost = []

    def lose_the_answer(route):
        lost.append(route.fetch())  # the server has them, the desk does not know
        route.abort()

    page.route("**/scan/events/", lose_the_answer)
    for number in desk.numbers[:3]:
        shoot(page, number)
    expect(page.locator("[data-unsent]")).to_be_visible()
    expect(page.locator("[data-tally=waiting]")).to_have_text("3")
    page.unroute("**/scan/events/")
    page.locator("[data-send-now]").click()

    expect(page.locator("[data-tally=waiting]")).to_have_text("0")
    expect(page.locator("[data-tally=new]")).to_have_text("3")
    assert lost != []
    assert (desk.scanned(), ScanEvent.objects.filter(kind="arrival").count()) == (3, 3)


def test_wrong_scan_is_taken_back_in_its_row(desk, page):
    shoot(page, desk.numbers[0])
    expect(page.locator("[data-count=missing]")).to_have_text("4")

    page.locator("[data-take-back]").first.click()

    expect(page.locator(GOOD).first).to_have_attribute("data-state", "withdrawn")
    expect(page.locator("[data-count=missing]")).to_have_text("5")
    shoot(page, desk.numbers[0])
    expect(page.locator("[data-count=missing]")).to_have_text("4")
    assert desk.scanned() == 1


def test_digit_and_enter_choose_who_signed(desk, page):
    page.locator("[name=kind][value=signed]").check()
    shoot(page, "4")
    shoot(page, desk.numbers[0])
    expect(page.locator("[data-tally=refused]")).to_have_text("1")
    page.locator("[name=consent]").select_option("call")
    shoot(page, desk.numbers[0])

    expect(page.locator("[data-tally=new]")).to_have_text("1")
    assert ScanEvent.objects.get(kind="signed").detail["signer_relation"] == "114"


def test_desk_fits_a_phone(desk, open_page):
    page = open_page(desk.clerk, DESK, viewport={"width": 360, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("#id_number").bounding_box()["y"] < 500
