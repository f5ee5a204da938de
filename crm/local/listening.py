"""The address `serve` listens on: taken first, so that a busy port is said before anything is started."""

import errno
import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

HEALTH_PATH = "/healthz"
ANY = {"0.0.0.0", "::", ""}


def parse(bind: str) -> tuple[str, int]:
    """`HOST:PORT`, `[IPv6]:PORT` or `PORT`."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise SystemExit(f"--bind {bind} is not HOST:PORT: write for example --bind 127.0.0.1:8000.")
    return host.strip("[]") or "127.0.0.1", int(port)


def take(host: str, port: int) -> socket.socket:
    """A listening socket for the web process; SystemExit with one sentence when that is impossible.

    It listens from now on: an address that is only bound, while a first run loads, another `serve` could take too; and
    a browser that comes early waits instead of being refused.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise SystemExit(f"The host {host} is unknown here: use --bind 127.0.0.1:{port}.") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise SystemExit(_refusal(error, host, port)) from None
    return listener


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is busy: stop what uses it, or take --bind {host}:{port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root: take --bind {host}:8000."
    return f"{host}:{port} cannot be listened on ({error.strerror}): use --bind 127.0.0.1:{port}."


def url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ANY else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def wait_for_answer(host: str, port: int, *, path: str, seconds: float, look: Callable[[], None]) -> None:
    """Return at the first answer to a GET; `look` is called between attempts and may raise."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        look()
        link = HTTPConnection("127.0.0.1" if host in ANY else host, port, timeout=2)
        try:
            link.request("GET", path)
            link.getresponse().read()
            return
        except (OSError, HTTPException):
            time.sleep(0.05)
        finally:
            link.close()
    raise SystemExit("The web process did not answer: read its words above and start again.")
