"""What the frame does on every page: keys, countdowns, live filters, language, and how much it weighs."""

import gzip
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.accounts.roles import Role
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "grey-heron-over-pearl-river"
#: Of all scripts of a page, compressed; interface.md C2.
SCRIPT_BYTES = 150_000


@pytest.fixture
def inspector():
    return make.user(Role.INSPECTOR, name="周巡", password=PASSWORD)


def outlets(count):
    return [make.outlet(code=f"A{number:03}", name=f"网点{number}") for number in range(count)]


def test_keys_search_walk_open_and_help(open_page, inspector):
    outlets(3)
    page = open_page(inspector, "/outlets/", locale="en")

    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-current]")).to_contain_text("A001")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("网点0")
    page.go_back()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("[data-search]")).to_have_value("jk?")


def test_list_follows_the_search_without_leaving_the_field(open_page, inspector):
    outlets(3)
    page = open_page(inspector, "/outlets/", locale="en")

    page.locator("[data-search]").press_sequentially("A002")

    expect(page.locator("#list tr[data-row]")).to_have_count(1)
    expect(page.locator("[data-search]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/outlets/\?q=A002$"))


def test_countdown_is_the_servers_whatever_the_clock_here_says(open_page, inspector):
    page = open_page(inspector, "/accounts/password/", locale="en")
    page.clock.install(time=timezone.now() - timedelta(minutes=5))
    page.goto("/style/")
    words = page.locator("table .deadline__words")
    said = [words.nth(place).inner_text() for place in range(3)]
    assert said[0] == "30 min overdue"
    title = page.title()

    page.clock.fast_forward("02:00:00")

    expect(words.nth(0)).to_have_text("2 h 30 min overdue")
    expect(words.nth(2)).to_contain_text("overdue")
    expect(page.locator("table .deadline").nth(2)).to_have_class("deadline deadline--overdue")
    assert page.title() != title
    assert page.title().startswith("(")


def test_language_is_switched_and_stays(open_page, inspector):
    page = open_page(inspector, "/outlets/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")

    page.get_by_role("button", name="English").click()
    page.goto("/accounts/password/")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Change password")


def test_login_and_log_out_by_hand(browser, live_server, inspector):
    page = browser.new_context(base_url=live_server.url, locale="en").new_page()
    page.goto("/accounts/password/")
    page.get_by_label("User name").fill(inspector.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Change password")

    page.get_by_text("周巡").first.click()
    page.get_by_role("button", name="Log out").click()

    expect(page.locator("h1")).to_have_text("Log in")
    page.context.close()


def test_phone_keeps_far_places_under_more(open_page, inspector):
    page = open_page(inspector, "/outlets/", viewport=PHONE, locale="en")
    expect(page.get_by_role("link", name="Rule book")).to_be_hidden()

    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Rule book").click()

    expect(page.locator("h1")).to_have_text("Rule book")


def test_touch_targets_are_large_on_a_phone(open_page, inspector):
    outlets(1)
    page = open_page(inspector, "/outlets/", viewport=PHONE, locale="en")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a.button, button, .rail__link, input:not([type=hidden]), select")]
            .filter((seen) => seen.checkVisibility())
            .filter((seen) => seen.getBoundingClientRect().height < 44)
            .map((seen) => seen.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_scripts_weigh_little(open_page, inspector):
    page = open_page(inspector, "/accounts/password/")
    scripts = set()
    page.on("request", lambda asked: scripts.add(asked.url) if asked.resource_type == "script" else None)

    page.goto("/style/")
    page.wait_for_load_state("networkidle")

    assert scripts  # asked for afresh: what the browser has kept is answered without a body
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in scripts) < SCRIPT_BYTES
