"""The real web server on the scratch database, and a client that costs next to nothing."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from django.utils import timezone

from crm.home.bench.meters import backends, children_of
from crm.local.places import ROOT
from crm.local.workers import WORKER_CLASS
from crm.partners.models import PartnerKey
from crm.partners.scopes import Scope
from crm.partners.services.keys import issue_key

READY_SECONDS = 60
WORKERS = 2


class Line:
    """One kept-alive connection."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address)

    def ask(self, request: bytes) -> bytes:
        """The answer's body; anything but success ends the bench."""
        self.socket.sendall(request)
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, found = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        while len(found) < length:
            found += self._more()
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            raise SystemExit(f"The web server answered {answer.decode(errors='replace')}")
        return found

    def _more(self) -> bytes:
        if not (more := self.socket.recv(65536)):
            raise SystemExit("The web server has closed the connection.")
        return more


class Client(Line):
    """A partner that posts scans."""

    def __init__(self, address: str, key: str, path: str = "/api/v1/scans/") -> None:
        super().__init__(address)
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        ).encode()

    def post(self, body: bytes) -> bytes:
        return self.ask(self.head % len(body) + body)


class Reader(Line):
    """A browser that is logged in."""

    def __init__(self, address: str, session: str) -> None:
        super().__init__(address)
        self.head = f"Host: localhost\r\nCookie: {settings.SESSION_COOKIE_NAME}={session}\r\n\r\n"

    def get(self, path: str) -> bytes:
        return self.ask(f"GET {path} HTTP/1.1\r\n{self.head}".encode())


class Web:
    """A running gunicorn, as `serve` has it."""

    def __init__(self, process: subprocess.Popen[bytes], address: str, key: str) -> None:
        self.process, self.address, self.key = process, address, key

    def processes(self) -> list[int]:
        """Its own, and those that PostgreSQL keeps for this database."""
        return [self.process.pid, *children_of(self.process.pid), *backends()]

    def clients(self, count: int) -> list[Client]:
        return [Client(self.address, self.key) for _ in range(count)]

    def warm_up(self, bodies: list[bytes]) -> None:
        """A first request a worker loads what later ones use; many connections reach every worker."""
        self.post_all(bodies, clients := self.clients(len(bodies)))
        for client in clients:
            client.socket.close()

    def post_all(self, bodies: list[bytes], clients: list[Client]) -> list[bytes]:
        """Each client takes every so-manieth body, one after the other."""
        shares = [bodies[n :: len(clients)] for n in range(len(clients))]
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = pool.map(lambda client, share: [client.post(body) for body in share], clients, shares)
            return [answer for share in answers for answer in share]


@contextmanager
def serving(application: str = "crm.wsgi") -> Iterator[Web]:
    """gunicorn with this application on the present database, and a key that is never throttled."""
    row, key = issue_key("bench", scopes=Scope, at=timezone.now())
    PartnerKey.objects.filter(pk=row.pk).update(requests_per_minute=10**9)
    with tempfile.TemporaryDirectory() as folder:
        address = str(Path(folder) / "web")
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"unix:{address}"]
        command += ["--worker-class", WORKER_CLASS, "--workers", str(WORKERS), "--threads", "8"]
        command += ["--log-level", "warning", "--no-control-socket"]
        process = subprocess.Popen(command, env=_environment(), cwd=ROOT)
        try:
            _wait(process, address)
            yield Web(process, address, key)
        finally:
            process.terminate()
            process.wait()


def _environment() -> dict[str, str]:
    """The same settings, on the database that this process has turned to."""
    to = connection.settings_dict
    user = quote(to["USER"]) + (f":{quote(to['PASSWORD'])}" if to["PASSWORD"] else "")
    options = {**to.get("OPTIONS", {}), **{name: to[name.upper()] for name in ("host", "port") if to[name.upper()]}}
    url = f"postgresql://{user}@/{quote(to['NAME'])}?{urlencode(options)}"
    return {**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "PYTHONWARNINGS": "ignore"}


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(address)
            if len(children_of(process.pid)) >= WORKERS or not Path("/proc").exists():
                return
        time.sleep(0.05)
    raise SystemExit("The bench's web server did not start.")
