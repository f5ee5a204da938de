"""Four workers, one of them killed every few seconds, and a provider that times out and fails.

Small each time, large when asked: MESSAGES=10000 (about two minutes).
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from crm.outbox.channels.base import Accepted, Letter, Outcome, Refusal, Unknown
from crm.outbox.models import Attempt, Message
from crm.outbox.services.posting import post
from crm.outbox.services.recovering import recover
from crm.outbox.services.sending import LEASE, send_due
from tests import make
from tests.crm.outbox.making import AT, by, draft, thanks_text

MESSAGES = int(os.environ.get("MESSAGES", "150"))
WORKERS = 4 if MESSAGES > 1000 else 2
#: What a provider takes to answer.
SECONDS = 0.01 if MESSAGES > 1000 else 0
KILLED_EVERY = 2.0 if MESSAGES > 1000 else 0.15


@dataclass(frozen=True, slots=True)
class Journaling:
    """5 % of what it is asked times out, taken or not; 5 % it refuses. It writes down first what it does."""

    journal: Path
    bad: float = 0.05
    name: str = "fake"
    together: int = 1

    def hand_over(self, letters: Sequence[Letter]) -> list[Outcome]:
        return [self._one(letter) for letter in letters]

    def _one(self, letter: Letter) -> Outcome:
        time.sleep(SECONDS)
        chance = random.Random(letter.reference.int)
        drawn = chance.random()
        if drawn < self.bad:
            self._write("took" if chance.random() < 0.5 else "lost", letter)
            self._write("timeout", letter)
            return Unknown("timed out")
        if drawn < 2 * self.bad:
            return Refusal(again=True, said="500")
        self._write("took", letter)
        return Accepted(letter.reference.hex)

    def _write(self, what: str, letter: Letter) -> None:
        file = os.open(self.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, f"{what} {letter.address}\n".encode())
        os.close(file)


def _forked(work: Callable[[], None]) -> int:
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        work()
    finally:
        os._exit(0)


@contextmanager
def _workers(work: Callable[[], None]):
    """As many as WORKERS; the yielded function kills one of them with -9 and starts another."""
    pids = [_forked(work) for _one in range(WORKERS)]

    def kill_one() -> None:
        pid = pids.pop(0)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        pids.append(_forked(work))

    try:
        yield kill_one
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_and_a_bad_provider_send_nothing_twice_and_lose_nothing(tmp_path):
    outlet, _text = make.outlet(), thanks_text()
    post((draft(outlet, number) for number in range(MESSAGES)), at=AT)
    journal, began, kills = tmp_path / "journal", time.monotonic(), 0

    def now():
        return AT + timedelta(seconds=time.monotonic() - began)

    def work():
        with by(Journaling(journal)):
            while True:
                send_due(at=now())
                time.sleep(0.05)

    with _workers(work) as kill_one:
        while Message.objects.due(now()).exists():
            time.sleep(KILLED_EVERY)
            kill_one()
            kills += 1
    with by(Journaling(journal)):
        for ring in range(5):
            at = now() + LEASE + timedelta(minutes=15 * ring)
            recover(at)
            send_due(at=at, seconds=600)

    lines = [line.split() for line in journal.read_text().splitlines()]
    took = Counter(address for what, address in lines if what == "took")
    timed_out = {address for what, address in lines if what == "timeout"}
    by_state = {state: set() for state in ("accepted", "unknown", "dead")}
    for address, state in Message.objects.values_list("address", "state"):
        by_state[state].add(address)
    interrupted = by_state["unknown"] - timed_out
    print({state: len(found) for state, found in by_state.items()}, f"{len(timed_out)} timed out, {kills} kills")  # noqa: T201

    assert max(took.values()) == 1
    assert sum(map(len, by_state.values())) == MESSAGES
    assert by_state["accepted"] <= set(took)
    assert timed_out <= by_state["unknown"]
    assert len(interrupted) <= kills + WORKERS
    assert not Attempt.objects.filter(outcome="").exists()


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_keep_to_the_cap_of_an_address(tmp_path):
    outlet, _text = make.outlet(), thanks_text()
    post((draft(outlet, number, address=f"+86139000{number % 3:05}") for number in range(24)), at=AT)
    began = time.monotonic()

    def now():
        """Ten minutes a second: two that step aside for each other come back soon."""
        return AT + timedelta(seconds=600 * (time.monotonic() - began))

    def work():
        with by(Journaling(tmp_path / "journal", bad=0)):
            while True:
                send_due(at=now(), limit=1)

    with _workers(work):
        while Message.objects.filter(state__in=["pending", "claimed", "submitting"]).exists():
            time.sleep(0.02)

    found = Counter(Message.objects.values_list("address", "skipped"))
    assert {address: found[address, "capped"] for address, _skipped in found} == dict.fromkeys(
        [f"+861390000000{number}" for number in range(3)], 6
    )
