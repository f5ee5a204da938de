"""Forked children, without a server."""

import os
import signal
import time
from pathlib import Path

import pytest

from crm.local.locks import FileLock
from crm.local.tree import Tree, run_apart
from tests.crm.local.processes import all_gone, descendants


def sleep() -> None:
    time.sleep(60)


def wait_for_end(tree: Tree) -> str:
    while (dead := tree.first_dead()) is None:
        time.sleep(0.01)
    return f"{dead.name}: {dead.ending()}"


def test_the_first_dead_child_is_told_with_its_ending() -> None:
    tree = Tree()
    tree.start("web", sleep)
    tree.start("worker", lambda: os.kill(os.getpid(), signal.SIGKILL))

    assert wait_for_end(tree) == "worker: killed by SIGKILL"
    tree.stop()


def test_a_failing_child_has_an_exit_code() -> None:
    def fail() -> None:
        raise SystemExit("one sentence")

    tree = Tree()
    tree.start("web", fail)

    assert wait_for_end(tree) == "web: exit code 1"


def test_stop_ends_children_of_children_and_those_that_do_not_listen() -> None:
    def deaf_with_child() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
        os.fork()
        time.sleep(60)

    tree = Tree()
    tree.start("deaf", deaf_with_child)
    time.sleep(0.2)
    below = descendants(tree.children[0].pid) | {tree.children[0].pid}
    tree.stop()

    assert len(below) == 2
    assert all_gone(below, within=1)


def test_a_child_does_not_keep_the_parents_locks(tmp_path: Path) -> None:
    lock, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    lock.exclusive()
    tree = Tree()
    tree.start("web", sleep)
    time.sleep(0.2)
    lock.release()

    assert other.try_exclusive()
    other.release()
    tree.stop()


def test_run_apart_returns_after_a_good_end() -> None:
    run_apart("demo", lambda: None)


def test_run_apart_passes_a_failure_on() -> None:
    def fail() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit) as ending:
        run_apart("demo", fail)

    assert ending.value.code == 3
