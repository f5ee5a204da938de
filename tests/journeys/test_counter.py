"""The waybill clerk's main job with the keyboard alone, in Chinese; and the same page on a phone, in English."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from customers.services.address_book import Contact, remember
from outlets.services.editions import fingerprint
from shipments.models import LabelPrint, Waybill
from shipments.services.number_blocks import give_block
from shipments.services.price_tables import BOOK
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/shipments/waybills/new/"


class Counter:
    """An outlet in Humen with a number block and two senders in its book, and where it sends to."""

    def __init__(self):
        make.edition()
        make.prices()
        self.outlet = make.outlet(name="虎门网点", address="广东省东莞市虎门镇示范路1号")
        self.goal = make.outlet(name="南山网点", address="广东省深圳市南山区示范路1号", contact="陈站长")
        make.area(self.goal, city="深圳市", district="南山区", town="")
        make.area(city="深圳市", district="大鹏区", town="")
        self.clerk = make.user(Role.WAYBILL_CLERK, self.outlet, name="陈小梅")
        give_block(self.outlet, 300057900556, 300057900999, by=None, at=make.NOON)
        book = [("虎门示例五金厂", "13800138000"), ("欧阳明", "13900138001")]
        contacts = [Contact(self.outlet.pk, name, phone, "广东省东莞市虎门镇连升路8号") for name, phone in book]
        remember(contacts, at=make.NOON)


@pytest.fixture
def counter():
    return Counter()


def type_receiver(page):
    """Nobody of the book: the name stays, and Enter leads from field to field."""
    page.keyboard.type("李四")
    page.keyboard.press("Enter")
    expect(page.locator("#id_receiver_name")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("１３７００１３７０００")
    page.keyboard.press("Enter")
    page.keyboard.type("深圳市南山区科苑路15号3栋501室")


def test_a_waybill_is_typed_with_the_keyboard_alone_and_its_label_printed(counter, open_page):
    page = open_page(counter.clerk, NEW)
    page.evaluate("window.print = () => document.body.setAttribute('data-went-to-paper', 'yes')")
    expect(page.locator("#find-sender")).to_be_focused()

    page.keyboard.type("8000")
    expect(page.locator("#found-sender [role=option]")).to_have_count(1)
    expect(page.locator("#found-sender")).to_contain_text("138******00")
    page.keyboard.press("Enter")
    expect(page.locator("#find-receiver")).to_be_focused()
    assert page.locator("#id_sender_phone").input_value() == "13800138000"

    type_receiver(page)
    expect(page.locator("#live")).to_contain_text("陈站长")
    expect(page.locator("#id_destination")).to_have_value(str(counter.goal.pk))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#id_product")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.type("2.4")
    page.keyboard.press("Enter")
    page.keyboard.type("30x20x20")
    expect(page.locator("[data-freight]")).to_have_text("¥13.00")
    for _field in ("volume", "subs", "cod", "receipt", "number", "origin"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="录入并打印")).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url("**/shipments/waybills/300057900556/label/**")
    expect(page.locator("[data-labels=printing]")).to_be_visible()
    expect(page.locator(".label")).to_contain_text("李**")
    waybill = Waybill.objects.get()
    assert (waybill.number, waybill.receiver_phone, waybill.freight_yuan) == (
        "300057900556", "13700137000", Decimal("13.00"),
    )  # fmt: skip
    assert LabelPrint.objects.get().by == counter.clerk


def test_the_next_parcel_of_the_same_sender_follows_at_once(counter, open_page):
    page = open_page(counter.clerk, NEW)
    page.keyboard.type("oym")
    expect(page.locator("#found-sender [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#find-receiver")).to_be_focused()
    type_receiver(page)
    expect(page.locator("[data-freight]")).to_be_visible()

    page.keyboard.press("Control+Enter")

    page.wait_for_url("**?same=300057900556")
    expect(page.locator("#find-receiver")).to_be_focused()
    assert page.locator("#id_sender_name").input_value() == "欧阳明"
    assert page.locator("#id_receiver_name").input_value() == ""
    page.get_by_role("link", name="1 票待打印").click()
    page.get_by_role("button", name="打印").click()
    expect(page.locator(".label")).to_have_count(1)
    assert LabelPrint.objects.count() == 1


def test_out_of_area_is_said_before_the_parcel_is_taken(counter, open_page):
    page = open_page(counter.clerk, NEW, viewport=PHONE, locale="en")
    page.locator("#id_receiver_address").fill("深圳市大鹏区")

    expect(page.locator("#live")).to_contain_text("Nobody of the network delivers there")
    page.locator("#id_receiver_address").fill("深圳市南山区")
    expect(page.locator("#id_destination")).to_have_value(str(counter.goal.pk))
    expect(page.locator("[data-freight]")).to_have_text("¥10.00")


def test_a_price_change_from_tomorrow_leaves_todays_counter_alone(counter, open_page):
    now, editor = timezone.now(), make.user(Role.OPERATIONS)
    draft = BOOK.copy(make.prices(), by=editor, at=now)
    prices = [price | {"first_yuan": "99.00"} for price in draft.data["prices"]]
    BOOK.change(draft, draft.data | {"prices": prices}, note="", seen=fingerprint(draft), by=editor, at=now)
    make.published(BOOK, draft, timezone.localdate(now) + timedelta(days=1), at=now)
    page = open_page(counter.clerk, NEW)

    page.locator("#id_receiver_address").fill("深圳市南山区")

    expect(page.locator("[data-freight]")).to_have_text("¥10.00")
    hq = open_page(editor, "/shipments/prices/preview/?table=2&compare=1&origin=东莞市&destination=深圳市"
                   "&product=standard&weight_kg=1&subs=0", locale="en")  # fmt: skip
    expect(hq.locator("[data-freight]")).to_have_text(["¥99.00", "¥10.00"])
