"""One browser for all journeys, and people who are already logged in."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from crm.accounts.models import User
from tests import make
from tests.journeys.line import Line
from tests.journeys.phone import PAGE, ready

# Playwright runs an event loop in this thread; the database is asked from it all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"),
]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`open_page(user, "/path/")`: the page as this person sees it; Chinese and desk-sized unless said otherwise."""
    contexts = []

    def open_(user: User, path: str, *, viewport: dict[str, int] = DESK, locale: str = "zh-CN") -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale=locale, timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": make.session(user), "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    _let_the_server_finish()


def _let_the_server_finish() -> None:
    """What is still asked when its tab closes is answered before the tables are emptied, which it would lock out."""
    until = time.monotonic() + 10
    while _asked() and time.monotonic() < until:
        time.sleep(0.02)


def _asked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle'"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def scanning(open_page):
    """`scanning(here)`: the courier's page, ready for scans of that kind."""

    def scanning_(here, kind="arrival"):
        page = open_page(here.courier, PAGE, viewport=PHONE)
        ready(page, kind)
        return page

    return scanning_


@pytest.fixture
def line(live_server):
    line = Line(live_server.thread.port)
    yield line
    line.cut()
