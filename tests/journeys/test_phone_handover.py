"""Handing over and taking in on the phone: the receiver's consent before the scan, arrival and going out in one."""

import pytest
from playwright.sync_api import expect

from crm.accounts.roles import Role
from shipments.models import Piece, ScanEvent
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/shipments/phone/"


@pytest.fixture
def here(open_page):
    """The courier's phone page, and the number of a piece that is bound for there."""
    make.edition()
    outlet = make.outlet()
    page = open_page(make.user(Role.COURIER, outlet, name="王师傅"), PAGE, viewport=PHONE)
    expect(page.locator("[data-start]")).to_be_enabled()
    return page, make.waybill(destination=outlet).number


def choose(page, kind):
    page.locator(f"[name=kind][value={kind}]").check(force=True)


def scan(page, number):
    page.locator("#number").focus()
    page.keyboard.insert_text(number)
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text("1")
    expect(page.locator("[data-rows] > li[data-state=waiting]")).to_have_count(0, timeout=20_000)


def test_consent_is_asked_before_anybody_elses_hands_are_scanned(here):
    page, number = here
    choose(page, "delivered")
    consent = page.locator("#consent")
    expect(consent).to_be_hidden()
    page.locator("#relation").select_option("102")
    expect(consent).to_be_visible()

    page.locator("[data-start]").click()
    expect(page.locator("#scanning")).to_be_hidden()
    consent.select_option("call")
    page.locator("[data-start]").click()
    scan(page, number)

    detail = ScanEvent.objects.get(kind="delivered").detail
    assert (detail["signer_relation"], detail["consent"]["how"]) == ("102", "call")
    page.reload()
    expect(page.locator("#scanning")).to_be_visible()
    expect(page.locator("[data-chosen]")).to_contain_text("门卫")


def test_receiver_in_person_is_asked_for_nothing(here):
    page, number = here
    choose(page, "delivered")

    page.locator("[data-start]").click()
    scan(page, number)

    assert "consent" not in ScanEvent.objects.get(kind="delivered").detail


def test_arrival_goes_out_for_delivery_in_one_and_is_taken_back_in_one(here):
    page, number = here
    choose(page, "arrival")
    page.locator("#out_too").check()
    page.locator("[data-start]").click()
    expect(page.locator("[data-chosen]")).to_contain_text("派件")
    scan(page, number)
    assert Piece.objects.get(number=number).state == "out_for_delivery"

    page.locator("[data-take-back]").first.click()
    expect(page.locator("[data-rows] > li").first).to_have_attribute("data-state", "withdrawn")
    expect(page.locator("[data-link-words]")).to_have_text("全部已上传", timeout=20_000)

    assert Piece.objects.get(number=number).state == ""
    page.reload()
    expect(page.locator("#scanning")).to_be_visible()
    page.locator("[data-change]").click()
    expect(page.locator("#out_too")).to_be_checked()
