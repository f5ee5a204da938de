"""Kept connections are looked at, and asked only when the server has said something on them."""

import time

import pytest
from django.db import connection
from django.db.backends.postgresql import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    other = connection.copy()
    other.connect()
    yield other
    other.close()


def test_an_idle_connection_is_not_asked(kept, monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _self: pytest.fail("asked"))

    assert kept.is_usable()


def test_a_connection_that_the_server_has_ended_is_found_out(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [kept.connection.info.backend_pid])
    deadline = time.monotonic() + 10
    while kept.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)

    assert not kept.is_usable()


def test_after_an_error_it_is_asked(kept, monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _self: False)
    kept.errors_occurred = True

    assert not kept.is_usable()
