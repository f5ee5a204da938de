"""The parent of one embedded server: starts it, and stops it when its last user is gone.

    python -m crm.local.keeper postgres|valkey

A user holds a shared lock on `users.lock`; whoever gets that lock alone knows that nobody is left, even after
kill -9. The keeper holds `keeper.lock` for its life, and tells in `state` how the start went. Framework-free.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from crm.local.lifeline import die_with_parent
from crm.local.locks import FileLock
from crm.local.places import Places, places
from crm.local.postgres import Postgres
from crm.local.programs import as_owner, not_ours, why_it_failed
from crm.local.valkey import Valkey

Server = Postgres | Valkey
SERVERS: dict[str, type[Server]] = {"postgres": Postgres, "valkey": Valkey}
READY = "ready"
START_SECONDS = 120
STOP_SECONDS = 30
LOOK_EVERY = 0.1
LARGEST_LOG = 5_000_000


class Keeper:
    """One start, watch and stop of one server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.users = FileLock(server.folder / "users.lock")
        self.state = server.folder / "state"
        self.told_to_stop = False

    def keep(self) -> None:
        """Run until the last user left, the server died, or we are told to stop."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._ignore)
        signal.signal(signal.SIGHUP, self._ignore)
        try:
            process = self._start()
        except SystemExit as refusal:
            self._tell(str(refusal))
            return
        except OSError as error:
            self._tell(f"{self.server.title} could not be started: {error}.")
            return
        self._tell(READY)
        while process.poll() is None and not self.told_to_stop and not self.users.try_exclusive():
            time.sleep(LOOK_EVERY)
        if process.poll() is None:
            self.state.unlink(missing_ok=True)
            self._end(process)
        elif process.returncode < 0:
            name = signal.Signals(-process.returncode).name
            self._tell(f"{self.server.title} was killed ({name}): start again, nothing stored is lost.")
        else:
            self._tell(why_it_failed(self.server.title, self.server.log))

    def _start(self) -> subprocess.Popen[bytes]:
        """Start, and wait until it answers. The remains of a killed server may need a moment: try again."""
        self._turn_log()
        self.server.prepare()
        deadline = time.monotonic() + START_SECONDS
        attempts = 0
        while True:
            attempts += 1
            process = self._spawn()
            while process.poll() is None:
                if self.server.is_ready():
                    return process
                if self.told_to_stop or time.monotonic() > deadline:
                    self._end(process)
                    raise SystemExit(why_it_failed(self.server.title, self.server.log))
                time.sleep(0.02)
            if attempts == 10:
                raise SystemExit(why_it_failed(self.server.title, self.server.log))
            time.sleep(0.3)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with open(self.server.log, "ab") as log:
            return subprocess.Popen(
                self.server.argv(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"LC_ALL": "C", "TZ": "UTC"},
                preexec_fn=die_with_parent(self.server.stop_signal),
                **as_owner(self.server.places),
            )

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(self.server.stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(self.server.stop_by_force)
            process.wait()

    def _turn_log(self) -> None:
        log = self.server.log
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_suffix(".log.old"))

    def _tell(self, state: str) -> None:
        """Written aside and renamed: a reader sees all of it or nothing."""
        new = self.state.with_suffix(".new")
        new.write_text(state)
        new.rename(self.state)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _ignore(self, _signal: int, _frame: FrameType | None) -> None:
        """Ctrl-C and a closed terminal are for our users; a handler (unlike SIG_IGN) is not inherited."""


def server_called(name: str, at: Places) -> Server:
    """The server of these places, its folder made; SystemExit when the data folder is a stranger's."""
    server = SERVERS[name](at)
    try:
        server.folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise SystemExit(not_ours(at.home)) from None
    trusted = {os.geteuid(), at.owner.uid if at.owner else os.geteuid()}
    if at.home.stat().st_uid not in trusted or not os.access(server.folder, os.W_OK):
        raise SystemExit(not_ours(at.home))
    return server


def keeper_lock(server: Server) -> Path:
    return server.folder / "keeper.lock"


def main(name: str) -> None:
    server = server_called(name, places())
    lock = FileLock(keeper_lock(server))
    if lock.try_exclusive():
        Keeper(server).keep()
    os._exit(0)  # the kernel drops the locks last


if __name__ == "__main__":
    main(sys.argv[1])
