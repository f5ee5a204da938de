"""How a process uses the embedded servers: started for the first, stopped after the last. Framework-free."""

import os
import subprocess
import sys
import time

from crm.local.keeper import READY, START_SECONDS, Server, keeper_lock, server_called
from crm.local.locks import FileLock, is_held
from crm.local.places import ROOT, places
from crm.local.programs import why_it_failed

#: Which embedded server stands in where this variable is unset.
STANDS_IN = {"DATABASE_URL": "postgres", "REDIS_URL": "valkey"}


class Use:
    """One process's use of one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lock = FileLock(server.folder / "users.lock")
        self._guard = FileLock(server.folder / "start.lock")
        self._state = server.folder / "state"
        self._keeper: subprocess.Popen[bytes] | None = None

    def ask(self) -> None:
        """Register as a user, and start the keeper if nobody did; `wait` must follow."""
        self._guard.exclusive()
        self._lock.shared()  # waits while a keeper is stopping its server
        if not self.is_alive():
            self._state.unlink(missing_ok=True)
            self._keeper = self._spawn()

    def wait(self) -> None:
        """Return once the server answers; SystemExit with one sentence if it does not start."""
        deadline = time.monotonic() + START_SECONDS + 5
        while (state := self._read_state()) != READY:
            if state or time.monotonic() > deadline or self._has_failed():
                raise SystemExit(self.failure())
            time.sleep(0.01)
        self._guard.release()

    def is_alive(self) -> bool:
        return is_held(keeper_lock(self.server))

    def failure(self) -> str:
        """Why the server is not there, in one sentence."""
        state = self._read_state()
        if state and state != READY:
            return state
        return why_it_failed(self.server.title, self.server.log)

    def leave(self) -> None:
        """Give it up; `wait_until_gone` should follow."""
        self._lock.release()
        self._guard.release()

    def wait_until_gone(self) -> None:
        """If nobody else uses the server, return when it has stopped."""
        while self.is_alive():
            if self._lock.try_exclusive():  # nobody left; the keeper will see it at its next look
                self._lock.release()
            elif self._lock.try_shared():  # others use it
                self._lock.release()
                return
            time.sleep(0.02)
        if self._keeper is not None:
            self._keeper.wait()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with open(self.server.log, "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "crm.local.keeper", self.server.name],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a terminal's Ctrl-C must reach us first
            )

    def _has_failed(self) -> bool:
        """The keeper ended without a word (a live one always tells its state in the end)."""
        if self._keeper is not None:
            return self._keeper.poll() is not None and not self._read_state()
        return not self.is_alive() and self._read_state() != READY

    def _read_state(self) -> str:
        try:
            return self._state.read_text()
        except FileNotFoundError:
            return ""


class Servers:
    """The servers that no environment variable replaces, for the time of a `with` block.

    Entering only asks for them, so that the caller may import Django meanwhile; `wait` before the first use.
    """

    def __init__(self) -> None:
        at = places()
        wanted = [name for variable, name in STANDS_IN.items() if not os.environ.get(variable)]
        self._uses = [Use(server_called(name, at)) for name in wanted]

    def __enter__(self) -> "Servers":
        for use in self._uses:
            use.ask()
        return self

    def wait(self) -> "Servers":
        for use in self._uses:
            use.wait()
        return self

    def failure(self) -> str | None:
        """One sentence if a server has gone, else None."""
        return next((use.failure() for use in self._uses if not use.is_alive()), None)

    def __exit__(self, *_error: object) -> None:
        for use in self._uses:
            use.leave()
        for use in self._uses:
            use.wait_until_gone()
