"""Permits of a minute, drawn by the hundredth: two processes are two `Permits`."""

from uuid import uuid4

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NoValkey

from crm.shared import counting
from crm.shared.counting import Permits

NOW = 1_800_000_000.0


@pytest.fixture
def name():
    return f"test:{uuid4()}"


def taken(permits, name, times, *, allowed, now=NOW):
    return sum(permits.take(name, allowed=allowed, now=now) for _ in range(times))


def test_nobody_gets_more_than_the_limit(name):
    one, other = Permits(), Permits()

    assert taken(one, name, 500, allowed=1000) == 500
    assert taken(other, name, 1000, allowed=1000) == 500
    assert taken(one, name, 10, allowed=1000) == 0


def test_small_limits_are_counted_one_by_one(name):
    one, other = Permits(), Permits()

    assert taken(one, name, 1, allowed=3) == 1
    assert taken(other, name, 5, allowed=3) == 2


def test_the_next_minute_begins_anew(name):
    permits = Permits()

    assert taken(permits, name, 5, allowed=2) == 2
    assert taken(permits, name, 5, allowed=2, now=NOW + 60) == 2


def test_valkey_is_asked_once_a_hundredth(name, monkeypatch):
    asked = []
    drawn = counting._drawn
    monkeypatch.setattr(counting, "_drawn", lambda *said: asked.append(said) or drawn(*said))

    assert taken(Permits(), name, 301, allowed=10_000) == 301
    assert len(asked) == 4


def test_without_valkey_nobody_is_held_back(name, monkeypatch):
    def fails(*_said):
        raise NoValkey

    monkeypatch.setattr(Redis, "incrby", fails)

    assert taken(Permits(), name, 50, allowed=2) == 50
