"""Every page, on a desk in Chinese and on a narrow phone in English: accessible, inside its frame, unbroken.

The pages are those of tests/house/doors.py, so that a new page is looked at without being asked for.
"""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Request

from crm.accounts.roles import Role
from tests import make
from tests.house.doors import PAGES, Door
from tests.house.test_doors import World
from tests.journeys.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)
#: Only what is broken; without `preload` axe would fetch every style sheet of every page once more.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
#: More than half of what axe costs. Colours depend on neither width nor language: a narrow page has those of its desk.
UNCOLOURED = RULES | {"rules": {"color-contrast": {"enabled": False}}}
AXE = "rules => axe.run(rules).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
NARROW = {"width": 320, "height": 640}
#: Answers with a file, leads elsewhere at once, or exists only for who has a second step.
NO_PAGE = {
    *("shipments:phone_worker", "shipments:phone_manifest", "shipments:phone_setup"),
    *("home:start", "imports:template", "imports:refused", "shipments:desk_trip"),
    "outlets:document_file",
    "shipments:picture",
    *("quality:appeal_file", "quality:statement_xlsx", "quality:statement_pdf", "quality:replay_refused"),
    *("mfa_authenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
}
#: Who looks: the first that may.
LOOKERS = (Role.ADMINISTRATOR, Role.MANAGER, Role.INSPECTOR)
SEEN = {name: door for name, door in PAGES.items() if "GET" in door.may and name not in NO_PAGE}
#: The pages are dealt out, so that every worker gets some.
SHARES = 4


class Looking:
    """One tab that goes from page to page and finds what is wrong with each."""

    def __init__(self, page: Page, *, coloured: bool = True) -> None:
        """coloured   the contrast of every page; else that of the first, so of the frame around them all"""
        self.page = page
        self.coloured = coloured
        self.rules = RULES
        self.asked: set[Request] = set()
        page.on("request", lambda request: self.asked.add(request))
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.asked.discard(request))

    def faults(self, path: str) -> list[str]:
        """What the browser says, what does not fit, what axe finds. Axe last: it tries what is refused aloud."""
        return [*self.complaints(path), *self.overflow(path), *self.barriers(path)]

    def complaints(self, path: str) -> list[str]:
        """What the browser says while it opens the page: refused styles and scripts, missing files, errors."""
        said: list[str] = []
        heard = {
            "console": lambda message: said.append(f"{path}: {message.text} {message.location['url']}"),
            "pageerror": lambda error: said.append(f"{path}: {error}"),
        }
        for event, hear in heard.items():
            self.page.on(event, hear)
        self.page.goto(path)
        self.settle()
        for event, hear in heard.items():
            self.page.remove_listener(event, hear)
        return said

    def settle(self) -> None:
        """All is answered and drawn, and nothing more was asked for by then."""
        self.page.evaluate(DRAWN)
        while self.asked:
            self.page.wait_for_timeout(20)
            self.page.evaluate(DRAWN)

    def overflow(self, path: str) -> list[str]:
        over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [f"{path}: {over} px wider than the screen"] if over > 0 else []

    def barriers(self, path: str) -> list[str]:
        """From its top: what has scrolled below the frame's bar, because a field further down has the focus, is not
        too small a target.
        """
        self.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        self.page.evaluate(DRAWN)
        self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(AXE, self.rules)
        self.rules = RULES if self.coloured else UNCOLOURED
        return [f"{path}: {rule}: {html[:120]}" for rule, html in found]


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("viewport", "locale"), [(DESK, "zh-CN"), (NARROW, "en")], ids=["desk-zh", "narrow-en"])
def test_every_page_is_accessible_and_fits(open_page, viewport, locale, share):
    make.edition()
    world = World.make()
    found = []
    for role in LOOKERS:
        page = open_page(world.users[role], "/accounts/password/", viewport=viewport, locale=locale)
        looking = Looking(page, coloured=viewport == DESK)
        found += [fault for path in paths_of(world, role, share) for fault in looking.faults(path)]

    assert found == []


def paths_of(world: World, role: Role, share: int) -> list[str]:
    seen = list(SEEN.items())[share::SHARES]
    return [world.path(name, door, world.mine) for name, door in seen if looker(door) is role]


def looker(door: Door) -> Role:
    return next(role for role in LOOKERS if role in door.may["GET"])


def test_pages_before_the_door_are_accessible_and_fit(browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport=NARROW, locale="zh-CN")
    looking = Looking(context.new_page())

    found = looking.faults("/accounts/login/")
    looking.page.goto("/nothing/")  # that it is missing is what the browser says
    found += [*looking.overflow("/nothing/"), *looking.barriers("/nothing/")]
    context.close()

    assert found == []
