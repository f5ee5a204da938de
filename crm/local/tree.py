"""The process tree of `serve`: children that die with us, watched, and stopped in order. Framework-free.

Children are forked, not executed: they begin with everything imported, which halves the way to the first page.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from crm.local.lifeline import die_with_parent
from crm.local.places import ROOT

LOOK_EVERY = 0.02
#: Together well below the two seconds that a person waits after Ctrl-C.
WARM_SECONDS = 0.8
COLD_SECONDS = 0.2


@dataclass
class Child:
    """One forked process, the leader of its own session."""

    name: str
    pid: int
    code: int | None = None

    def has_ended(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None

    def ending(self) -> str:
        """How it ended, for a person."""
        code = self.code or 0
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Tree:
    """Children in the order they were started, which is the order they are stopped in."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, name: str, run: Callable[[], None], *, keep_open: Sequence[int] = ()) -> Child:
        """Fork a child in a session of its own: Ctrl-C reaches us alone, and we stop it in our order."""
        sys.stdout.flush()
        sys.stderr.flush()
        tie = die_with_parent(signal.SIGTERM)
        pid = os.fork()
        if pid == 0:
            tie()
            _live(run, keep_open)
        child = Child(name, pid)
        self.children.append(child)
        return child

    def first_dead(self) -> Child | None:
        return next((child for child in self.children if child.has_ended()), None)

    def stop(self) -> None:
        """Ask all to finish what they do; then tell; then force, with all of their own children."""
        for told, seconds in ((signal.SIGTERM, WARM_SECONDS), (signal.SIGQUIT, COLD_SECONDS)):
            for child in self.children:
                if not child.has_ended():
                    os.kill(child.pid, told)
            self._wait(seconds)
        for child in self.children:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            while not child.has_ended():
                time.sleep(LOOK_EVERY)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not all(child.has_ended() for child in self.children):
            time.sleep(LOOK_EVERY)


def run_apart(
    name: str, run: Callable[[], None], *, meanwhile: Callable[[], None] = lambda: None, keep_open: Sequence[int] = ()
) -> None:
    """Run something big to its end in a child, whose memory goes with it; SystemExit when it fails."""
    tree = Tree()
    try:
        child = tree.start(name, run, keep_open=keep_open)
        meanwhile()
        while not child.has_ended():
            time.sleep(LOOK_EVERY)
    finally:
        tree.stop()
    if child.code:
        raise SystemExit(child.code if child.code > 0 else f"The {name} process was {child.ending()}: start again.")


def _live(run: Callable[[], None], keep_open: Sequence[int]) -> None:
    """The child's whole life. It never returns into the parent's code, whose clean-up is not its own."""
    code = 1
    try:
        os.setsid()
        os.chdir(ROOT)
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)
        _leave_behind(keep_open)
        run()
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        if isinstance(ending.code, str):
            print(ending.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 (the last frame of a process: say it and end)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _leave_behind(keep_open: Sequence[int]) -> None:
    """Close the parent's files: a lock that a child inherits would outlive the parent."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    first = 3
    for kept in sorted(keep_open):
        os.closerange(first, kept)
        first = kept + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
