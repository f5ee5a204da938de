"""Every page, on a desk in Chinese and on a narrow phone in English: accessible, inside its frame, unbroken.

The pages are those of tests/house/doors.py, so that a new page is looked at without being asked for.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from crm.accounts.roles import Role
from tests import make
from tests.house.doors import PAGES, Door
from tests.house.test_doors import World
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
NARROW = {"width": 320, "height": 640}
#: Answers with a file, leads elsewhere at once, or exists only for who has a second step.
NO_PAGE = {
    *("shipments:phone_worker", "shipments:phone_manifest", "shipments:phone_setup"),
    *("home:start", "imports:template", "imports:refused", "shipments:desk_trip"),
    "outlets:document_file",
    "shipments:picture",
    *("mfa_authenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
}
#: Who looks: the first that may.
LOOKERS = (Role.ADMINISTRATOR, Role.MANAGER)
SEEN = {name: door for name, door in PAGES.items() if "GET" in door.may and name not in NO_PAGE}


def looker(door: Door) -> Role:
    return next(role for role in LOOKERS if role in door.may["GET"])


def complaints(page: Page, paths: list[str]) -> list[str]:
    """What the browser says while it opens them: refused styles and scripts, missing files, errors."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text} {message.location['url']}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for path in paths:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    return said


def barriers(page: Page, paths: list[str]) -> list[str]:
    """What does not fit the screen, and what axe finds. A tab of its own: axe tries inline styles, refused aloud."""
    found = []
    for path in paths:
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{path}: {over} px wider than the screen"] if over > 0 else []
        for broken in Axe().run(page, options=RULES).response["violations"]:
            found.append(f"{path}: {broken['id']}: {broken['nodes'][0]['html'][:120]}")
    return found


@pytest.mark.parametrize(
    ("viewport", "locale"),
    [(DESK, "zh-CN"), (NARROW, "en")],
    ids=["desk-zh", "narrow-en"],
)
def test_every_page_is_accessible_and_fits(open_page, viewport, locale):
    make.edition()
    world = World.make()
    found = [fault for role in LOOKERS for fault in looked_at(world, open_page, role, viewport, locale)]

    assert found == []


def looked_at(world: World, open_page, role: Role, viewport, locale) -> list[str]:
    paths = [world.path(name, door, world.mine) for name, door in SEEN.items() if looker(door) is role]
    page = open_page(world.users[role], "/accounts/password/", viewport=viewport, locale=locale)
    return [*complaints(page, paths), *barriers(page.context.new_page(), paths)]


def test_pages_before_the_door_are_accessible_and_fit(browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport=NARROW, locale="zh-CN")
    paths = ["/accounts/login/", "/nothing/"]

    found = [*complaints(context.new_page(), paths[:1]), *barriers(context.new_page(), paths)]
    context.close()

    assert found == []
