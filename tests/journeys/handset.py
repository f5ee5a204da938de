"""A phone of its own: a browser with a profile on the disk, which can be killed and opened again."""

import os
import signal
import time
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from crm.accounts.models import User
from tests import make
from tests.journeys.conftest import FLAGS, PHONE
from tests.journeys.line import Line


class Handset:
    def __init__(self, browser: Browser, chromium: str, profile: Path, line: Line, *flags: str) -> None:
        self.browser, self.chromium, self.profile, self.line = browser, chromium, profile, line
        self.flags = flags
        self.context: BrowserContext | None = None

    def open(self, path: str) -> Page:
        self.context = self.browser.browser_type.launch_persistent_context(
            str(self.profile),
            executable_path=self.chromium,
            args=[*FLAGS, *self.flags],
            base_url=self.line.url,
            viewport=PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=True,
        )
        page = self.context.pages[0]
        page.goto(path)
        return page

    def log_in(self, user: User) -> None:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": make.session(user), "url": self.line.url}
        self.context.add_cookies([{**cookie, "expires": time.time() + 3600}])

    def kill(self) -> None:
        """kill -9, as when the battery is taken out: every process that uses this profile."""
        for pid in self._processes():
            os.kill(pid, signal.SIGKILL)
        self.context = None

    def close(self) -> None:
        if self.context is not None:
            self.context.close()

    def _processes(self) -> list[int]:
        mark = str(self.profile).encode()
        running = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [int(entry.name) for entry in running if mark in _command(entry)]


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""
