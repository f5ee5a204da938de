"""`manage.py serve` as a person uses it: one tree of processes, ended by Ctrl-C or by the death of any of them."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from crm.local.places import ROOT
from tests.crm.local.processes import all_gone, command_of, descendants, kill

#: Two seconds on an idle machine; the suite's other worker shares its cores.
STOP_SECONDS = 4.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_serve(port: int) -> subprocess.Popen[str]:
    argv = [sys.executable, "manage.py", "serve", "--no-demo", "--bind", f"127.0.0.1:{port}"]
    return subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@contextmanager
def serving(port: int) -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """A running `serve`, web and worker up, and all processes below it."""
    serve = start_serve(port)
    try:
        for line in serve.stdout:
            if "Yike is running" in line:
                break
        else:
            pytest.fail("serve did not come up")
        pids = _complete_tree(serve.pid)
        yield serve, pids
    finally:
        if serve.poll() is None:
            serve.send_signal(signal.SIGINT)
            serve.wait(30)
        serve.stdout.close()


def _complete_tree(pid: int) -> set[int]:
    """Wait for the last to come, beat, and count again."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        pids = descendants(pid)
        if any("celery beat" in command_of(each) for each in pids):
            return pids
        time.sleep(0.1)
    pytest.fail("beat did not start")


def test_ctrl_c_stops_everything(servers_folder: Path) -> None:
    port = free_port()
    with serving(port) as (serve, pids):
        assert _status(f"http://127.0.0.1:{port}/") < 500

        start = time.monotonic()
        serve.send_signal(signal.SIGINT)
        assert serve.wait(30) == 0

        assert time.monotonic() - start < STOP_SECONDS
        assert all_gone(pids, within=0.5)
        assert len(pids) >= 10


@pytest.mark.parametrize(
    ("victim", "sentence"),
    [
        ("gunicorn: master", "The web process ended (killed by SIGKILL): start serve again."),
        ("MainProcess", "The worker process ended (killed by SIGKILL): start serve again."),
        ("/postgres -D", "PostgreSQL was killed (SIGKILL): start again, nothing stored is lost."),
    ],
    ids=["web", "worker", "postgres"],
)
def test_a_killed_child_ends_serve_with_one_sentence(servers_folder: Path, victim: str, sentence: str) -> None:
    with serving(free_port()) as (serve, pids):
        kill(next(pid for pid in pids if victim in command_of(pid)))
        said = serve.stdout.read()

        assert serve.wait(30) == 1
        assert said.strip().splitlines()[-1] == sentence
        assert all_gone(pids, within=2)


def test_killing_serve_itself_leaves_no_process(servers_folder: Path) -> None:
    with serving(free_port()) as (serve, pids):
        serve.kill()

        assert all_gone(pids, within=10)


def test_a_busy_port_is_one_sentence(servers_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        serve = start_serve(port)
        said, _ = serve.communicate(timeout=60)

    assert serve.returncode == 1
    assert said == f"Port {port} on 127.0.0.1 is busy: stop what uses it, or take --bind 127.0.0.1:{port + 1}.\n"


@pytest.mark.parametrize(
    ("variable", "url", "sentence"),
    [
        ("DATABASE_URL", "postgresql://crm:secret@127.0.0.1:{port}/crm", "The database does not answer ("),
        ("REDIS_URL", "redis://:secret@127.0.0.1:{port}", "Redis does not answer ("),
    ],
    ids=["database", "redis"],
)
def test_a_server_that_does_not_answer_is_one_sentence(
    servers_folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, url: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, url.format(port=free_port()))
    serve = start_serve(free_port())
    said, _ = serve.communicate(timeout=60)

    assert serve.returncode == 1
    assert said.startswith(sentence)
    assert said.count("\n") == 1
    assert "secret" not in said


def _status(url: str) -> int:
    try:
        with urlopen(url, timeout=10) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
