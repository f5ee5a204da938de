"""The embedded servers as their users see them, each test in a data folder of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from redis import Redis

from crm.local.keeper import LOOK_EVERY
from crm.local.places import ROOT, embedded_database, embedded_redis_url, places
from crm.local.sharing import Servers
from tests.crm.local.processes import all_gone, command_of, descendants, kill

USER = (
    "import time; from crm.local.sharing import Servers\n"
    "with Servers() as s: s.wait(); print('up', flush=True); time.sleep(60)"
)


def another_user() -> subprocess.Popen[str]:
    """A second process that uses the servers until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", USER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "up\n"
    return process


def ask_database(question: str) -> str:
    place = embedded_database()
    link = psycopg2.connect(dbname=place["NAME"], user=place["USER"], host=place["HOST"])
    try:
        with link, link.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        link.close()


def test_servers_answer_inside_and_are_gone_after(servers_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()
        pids = descendants(os.getpid())
        settings = [ask_database(f"SHOW {name}") for name in ("listen_addresses", "jit", "timezone")]
        locale = ask_database("SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'crm'")
        policy = Redis.from_url(embedded_redis_url()).config_get("maxmemory-policy", "appendonly")
        mode = places().sockets.stat().st_mode & 0o777

    assert settings == ["", "off", "UTC"]
    assert locale == "bC.UTF-8"
    assert policy == {"maxmemory-policy": "noeviction", "appendonly": "yes"}
    assert mode == 0o700
    ours = {pid for pid in pids if str(servers_folder) in command_of(pid)}
    assert all_gone(ours, within=0)
    assert not list(places().sockets.glob("*.sock"))


def test_chinese_letters_are_letters(servers_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()

        assert ask_database("SELECT '张伟' ~ '^[[:alpha:]]+$'") is True


def test_the_last_user_stops_the_servers_even_when_killed(servers_folder: Path) -> None:
    other = another_user()
    pids = descendants(other.pid)
    with Servers() as servers:
        servers.wait()
    assert ask_database("SELECT 1") == 1

    other.kill()
    other.wait()

    assert all_gone(pids, within=5)


def test_attaching_to_running_servers_is_quick(servers_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()
        start = time.monotonic()
        with Servers() as second:
            second.wait()

        assert time.monotonic() - start < 0.3


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("postgres", "PostgreSQL was killed (SIGKILL): start again, nothing stored is lost."),
        ("valkey-server", "Valkey was killed (SIGKILL): start again, nothing stored is lost."),
    ],
    ids=["postgres", "valkey"],
)
def test_a_killed_server_is_noticed_and_the_next_start_recovers(
    servers_folder: Path, program: str, sentence: str
) -> None:
    with Servers() as servers:
        servers.wait()
        Redis.from_url(embedded_redis_url()).set("kept", "yes")
        time.sleep(1.1 if program == "valkey-server" else 0)  # the append-only file is synced every second
        ask_database("CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS one; SELECT 1")
        [victim] = _servers_called(program, servers_folder)
        kill(victim)
        assert _gone_within(servers, seconds=5) == sentence

    with Servers() as servers:
        servers.wait()
        assert ask_database("SELECT one FROM kept") == 1
        assert Redis.from_url(embedded_redis_url()).get("kept") == b"yes"


def test_a_killed_keeper_takes_its_server_along(servers_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()
        below = descendants(os.getpid())
        [keeper] = [pid for pid in below if "crm.local.keeper postgres" in command_of(pid)]
        kept = descendants(keeper)
        kill(keeper)

        assert all_gone(kept, within=5)


def test_a_pid_file_of_another_program_does_not_stop_the_start(servers_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()
    (places().home / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    with Servers() as servers:
        servers.wait()

        assert ask_database("SELECT 1") == 1


def test_a_start_that_fails_is_one_sentence(servers_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PG_BIN", "/nowhere")

    with pytest.raises(SystemExit) as refusal, Servers() as servers:
        servers.wait()

    assert str(refusal.value).startswith("PostgreSQL could not be started")
    assert "\n" not in str(refusal.value)


def test_urls_in_the_environment_start_nothing(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/crm")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")

    with Servers() as servers:
        servers.wait()

        assert servers.failure() is None
        assert not (data_folder / "servers").exists()


def _servers_called(program: str, folder: Path) -> list[int]:
    """The server itself: its command has the program's path and names our folder."""
    found = [(pid, command_of(pid)) for pid in descendants(os.getpid())]
    return [pid for pid, command in found if f"/{program} " in command and str(folder) in command]


def _gone_within(servers: Servers, *, seconds: float) -> str | None:
    deadline = time.monotonic() + seconds
    while (sentence := servers.failure()) is None and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
    return sentence


def test_a_closed_terminal_does_not_reach_the_servers(servers_folder: Path) -> None:
    with Servers() as servers:
        servers.wait()
        keepers = [pid for pid in descendants(os.getpid()) if "crm.local.keeper" in command_of(pid)]
        for keeper in keepers:
            os.kill(keeper, signal.SIGINT)
            os.kill(keeper, signal.SIGHUP)
        time.sleep(3 * LOOK_EVERY)

        assert ask_database("SELECT 1") == 1


def test_a_full_disk_is_one_sentence(data_folder: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(data_folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        with pytest.raises(SystemExit, match="^The disk is full: free some space below "), Servers() as servers:
            servers.wait()
    finally:
        subprocess.run(["umount", "--lazy", str(data_folder)], check=True)
