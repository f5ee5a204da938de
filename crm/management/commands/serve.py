"""`manage.py serve`: servers, migrations, demo network, web, worker and beat as one process tree."""

import os
import signal
import sys
import time
import warnings
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.shortcuts import resolve_url
from kombu.exceptions import OperationalError as BrokerError

from crm.celery import app
from crm.local import listening
from crm.local.places import data_dir
from crm.local.sharing import Servers
from crm.local.tree import Tree, run_apart
from crm.local.web import Web, application
from crm.settings import environment
from outlets.models import Outlet

LOOK_EVERY = 0.1
WEB_SECONDS = 60
#: Finders instead of collected files, and root on one's own machine, are what this command is for.
EXPECTED_WARNINGS = [r"No directory at", r"\s*You're running the worker with superuser privileges"]
DEFAULT_BIND = "127.0.0.1:8000"
WORTH_PACKING = 500_000
#: Tables with their primary keys and the fill factors they were given.
LARGE_TABLES = """
SELECT t.oid::regclass::text, p.indexrelid::regclass::text,
       (SELECT option_value FROM pg_options_to_table(t.reloptions) WHERE option_name = 'fillfactor')
  FROM pg_class t JOIN pg_index p ON p.indrelid = t.oid AND p.indisprimary
 WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
   AND pg_total_relation_size(t.oid) > %(bytes)s
"""


class Command(BaseCommand):
    help = "Run everything: database, demo network when empty, web, worker and beat. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default=DEFAULT_BIND, metavar="HOST:PORT")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: Any, bind: str, no_demo: bool, **options: Any) -> None:
        host, port = listening.parse(bind)
        for expected in EXPECTED_WARNINGS:
            warnings.filterwarnings("ignore", message=expected)
        sys.stdout.reconfigure(line_buffering=True)  # who reads us through a pipe wants to know as soon
        try:
            with stopped_by_signals(), listening.take(host, port) as listener, Servers() as servers:
                servers.wait()
                self._prepare(demo=not no_demo)
                self._run(host, port, listening_on=listener.fileno(), servers=servers)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _prepare(self, *, demo: bool) -> None:
        """A database with today's tables, and something to see in it."""
        if environment.text("REDIS_URL"):
            _ask_broker()
        try:
            executor = MigrationExecutor(connection)
            missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
            is_new = not executor.loader.applied_migrations
            if missing and not (demo and is_new):
                self._migrate()
            if not demo or not is_new and Outlet.objects.exists():
                return
        except OperationalError as error:
            raise SystemExit(_reading(error)) from None
        finally:
            connection.close()
        self._load_demo(on_new_tables=is_new)

    def _migrate(self) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)

    def _load_demo(self, *, on_new_tables: bool) -> None:
        """In a child of its own, which plans the traffic while we make the tables and whatever web will need."""
        gate, opener = os.pipe()

        def prepare() -> None:
            os.close(gate)
            try:
                if on_new_tables:
                    self._migrate()
            except OperationalError as error:
                raise SystemExit(_reading(error)) from None
            self.stdout.write("Loading the demo network (once) ...")
            os.close(opener)
            _warm_up()

        run_apart("demo", lambda: _plan_and_load(gate), meanwhile=prepare, keep_open=[gate])

    def _run(self, host: str, port: int, *, listening_on: int, servers: Servers) -> None:
        tree = Tree()

        def look() -> None:
            if dead := tree.first_dead():
                raise SystemExit(f"The {dead.name} process ended ({dead.ending()}): start serve again.")
            if gone := servers.failure():
                raise SystemExit(gone)

        if host not in listening.ANY:
            settings.ALLOWED_HOSTS.append(host)
        try:
            tree.start("web", Web(listening_on).run, keep_open=[listening_on])
            tree.start("worker", _work)
            listening.wait_for_answer(host, port, path=listening.HEALTH_PATH, seconds=WEB_SECONDS, look=look)
            self.stdout.write(self.style.SUCCESS(f"Yike is running: {listening.url(host, port)} (Ctrl-C stops it)"))
            _watch(look)
        finally:
            with undisturbed():
                tree.stop()


def _ask_broker() -> None:
    """A Redis of somebody else's is asked before anything is started on it."""
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0)
    except BrokerError as error:
        raise SystemExit(f"Redis does not answer ({error}): check REDIS_URL, or unset it, and start again.") from None


def _plan_and_load(gate: int) -> None:
    """gate   end of file when the tables stand"""
    try:
        call_command("demo", when_planned=lambda: os.read(gate, 1))
        _settle()
    except OperationalError as error:
        raise SystemExit(_reading(error)) from None


def _settle() -> None:
    """After the bulk load the embedded server packs its tables and gives back its log: half of the folder's size.

    Room left on the pages is for rows that will change; those of the past will not.
    """
    if environment.text("DATABASE_URL"):
        return
    with connection.cursor() as cursor:
        for statement in _packing(cursor):
            cursor.execute(statement)
        # Frozen here, or autovacuum would write every page into the log once more, just after the checkpoint.
        cursor.execute("VACUUM (FREEZE, ANALYZE)")
        cursor.execute("CHECKPOINT")


def _packing(cursor: Any) -> list[str]:
    cursor.execute(LARGE_TABLES, {"bytes": WORTH_PACKING})
    return [
        f"VACUUM (FULL) {table}"
        if fillfactor is None
        # Each string is one transaction, so that the table's setting survives whatever happens.
        else f"BEGIN; ALTER TABLE {table} SET (fillfactor=100); CLUSTER {table} USING {key}; "
        f"ALTER TABLE {table} SET (fillfactor={fillfactor}); COMMIT"
        for table, key, fillfactor in cursor.fetchall()
    ]


def _warm_up() -> None:
    """Import, and compile on the first run, all that the first pages take: web and worker are forked with it."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name.strip(".*")), "localhost")
    for path in ("/", resolve_url(settings.LOGIN_URL)):
        environ = {"PATH_INFO": path, "HTTP_HOST": host}
        setup_testing_defaults(environ)
        answer = application()(environ, lambda *_: None)
        b"".join(answer)
        answer.close()
    connections.close_all()


def _watch(look: Callable[[], None]) -> None:
    """Until a child or a server ends (SystemExit) or somebody stops us (KeyboardInterrupt)."""
    while True:
        look()
        time.sleep(LOOK_EVERY)


def _work() -> None:
    """Worker and beat in one process: for one machine; production has one beat and prefork workers."""
    schedule = str(data_dir() / "beat-schedule")
    options = ["-B", "-s", schedule, "-P", "threads", "-c", "4", "-l", "WARNING"]
    sys.argv = ["celery", "--quiet", "worker", *options, "--without-mingle", "--without-gossip"]
    app.worker_main(sys.argv[1:])


def _reading(error: OperationalError) -> str:
    if "No space left on device" in str(error):
        return f"The disk is full: free some space below {data_dir()} and start again."
    said = str(error).strip().splitlines()[0]
    return f"The database does not answer ({said}): check DATABASE_URL, or unset it, and start again."


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal end the block as Ctrl-C does."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not break off the stopping."""
    before = {each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
