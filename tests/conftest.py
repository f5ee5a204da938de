"""Real servers under every test: PostgreSQL and Valkey, attached by count, apart from the developer's data.

Each test process takes one free slot: its own test database and its own Valkey number, so that several runs
(and xdist's workers) go side by side, beside a running `serve`.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker
from redis import Redis
from whitenoise.middleware import WhiteNoiseMiddleware

from crm.celery import app
from crm.local import browser
from crm.local.locks import FileLock
from crm.local.places import data_dir
from crm.local.sharing import Servers
from tests.emptying import empty_by_row
from tests.template_database import template_database

#: What takes longest in one piece.
LONGEST = ("test_bench.py", "test_api_fuzzing.py", "test_every_page.py")
#: A Redis has 16 numbers unless told otherwise; 0 is the developer's.
SLOTS = range(1, 16)


def pytest_configure(config: pytest.Config) -> None:
    stack = ExitStack()
    config.add_cleanup(stack.close)
    stack.enter_context(Servers()).wait()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    settings.MEDIA_ROOT = Path(stack.enter_context(TemporaryDirectory()))
    settings.OUTBOX_FOLDER = Path(stack.enter_context(TemporaryDirectory()))
    _list_static_files_once()
    slot = _free_slot(stack)
    database = connections.settings["default"]
    database["TEST"]["NAME"] = f"test_crm_{slot}"
    database.setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
    settings.REDIS_URL = settings.CACHES["default"]["LOCATION"] = _numbered(settings.REDIS_URL, slot)
    app.conf.broker_url = _numbered(settings.CELERY_BROKER_URL, slot)
    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """xdist deals the list out in equal parts, and the last part begins with the longest: none is left for the end."""
    last = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) - 1
    longest = [item for item in items if item.path.name in LONGEST]
    others = [item for item in items if item.path.name not in LONGEST]
    at = len(items) * last // (last + 1)
    items[:] = [*others[:at], *longest, *others[at:]] if last else items


def _list_static_files_once() -> None:
    """Every test client starts the middleware anew; walking the static folders each time cost more than most tests."""
    walk, known = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add(self: WhiteNoiseMiddleware) -> None:
        if not known:
            walk(self)
            known.update(self.files)
        self.files.update(known)

    WhiteNoiseMiddleware.add_files_from_finders = add


def _free_slot(stack: ExitStack) -> int:
    folder = data_dir() / "test-slots"
    folder.mkdir(parents=True, exist_ok=True)
    for slot in SLOTS:
        lock = FileLock(folder / f"{slot}.lock")
        if lock.try_exclusive():
            stack.callback(lock.release)
            return slot
    raise pytest.UsageError(f"{len(SLOTS)} test runs are already at work here: wait for one to end.")


def _numbered(url: str, number: int) -> str:
    """The same Redis, another database number: the client and the broker write it in different ways."""
    if url.startswith("unix:"):
        return f"{url}?db={number}"
    if url.startswith("redis+socket:"):
        return f"{url}?virtual_host={number}"
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}/{number}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: DjangoDbBlocker) -> None:
    """A copy of the migrated template. No suffix per xdist worker: the slot already makes the name unique."""
    with django_db_blocker.unblock():
        connections.settings["default"]["TEST"]["TEMPLATE"] = template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The database as pytest-django makes it, emptied quickly after each test that commits."""
    with django_db_blocker.unblock():
        empty_by_row()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the test is skipped, or fails with CI=true."""
    if found := browser.find():
        return found
    if browser.is_required():
        pytest.fail(f"No browser was found and CI is set: {browser.HOW}.")
    pytest.skip(f"No browser was found: {browser.HOW}.")
