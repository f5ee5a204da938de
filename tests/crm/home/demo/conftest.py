"""A demo network that the tests of a module share: what each does to it is undone with the test."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from crm.home.demo.loading import load
from crm.home.demo.timetable import ZONE

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=ZONE)


@pytest.fixture(scope="module")
def network(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """As large as the module's `SMALL`. It stays until the module's end: tests that need none come before."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(request.module.SMALL, seed=3, at=NOW, progress=lambda line: None)
        yield
        transaction.set_rollback(True)
