"""The process tree of `serve`: children that die with us, watched, and stopped in order. Framework-free."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from crm.local.lifeline import die_with_parent
from crm.local.places import ROOT

LOOK_EVERY = 0.05
#: Together below the two seconds that a person waits after Ctrl-C.
WARM_SECONDS = 1.0
COLD_SECONDS = 0.3


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]

    def ending(self) -> str:
        """How it ended, for a person."""
        code = self.process.returncode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Tree:
    """Children by name, in the order they are stopped."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(
        self, name: str, argv: Sequence[str], *, env: Mapping[str, str], keep_open: Sequence[int] = ()
    ) -> Child:
        """Start a child in a session of its own: Ctrl-C reaches us alone, and we stop it in our order."""
        process = subprocess.Popen(
            list(argv),
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            pass_fds=keep_open,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        child = Child(name, process)
        self.children.append(child)
        return child

    def first_dead(self) -> Child | None:
        return next((child for child in self.children if child.process.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to finish what they do; then tell; then force, with all of their own children."""
        for told, seconds in ((signal.SIGTERM, WARM_SECONDS), (signal.SIGQUIT, COLD_SECONDS)):
            for child in self.children:
                if child.process.poll() is None:
                    child.process.send_signal(told)
            self._wait(seconds)
        for child in self.children:
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(child.process.poll() is None for child in self.children):
            time.sleep(LOOK_EVERY)
