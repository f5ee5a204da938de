"""Databases of the bench's own, beside the user's on the same server; dropped at the end unless kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.core.management import call_command
from django.db import connection

from crm.home.bench.filling import Plan, fill, reopen

Say = Callable[[str], None]
#: Made with other data: not to be reused.
EDITION = 1


class Scratch:
    """The bench's databases by the number of pieces they hold; one of them at a time is Django's default."""

    def __init__(self, *, at: datetime, keep: bool, say: Say) -> None:
        self.at, self.keep, self.say = at, keep, say
        self.plans: dict[int, Plan] = {}
        self.others: set[str] = set()
        self._users = str(connection.settings_dict["NAME"])

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *_error: object) -> None:
        with self._beside() as run:
            for name in () if self.keep else [*map(self.name, self.plans), *self.others]:
                run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._turn_to(self._users)

    def name(self, pieces: int) -> str:
        return f"bench_{self._users}_{pieces}"

    def use(self, pieces: int) -> Plan:
        """Make the database with so many pieces the default one, filled if it is not yet."""
        if pieces not in self.plans:
            self.plans[pieces] = self._prepared(pieces)
        self._turn_to(self.name(pieces))
        return self.plans[pieces]

    def use_other(self, what: str, fill_it: Callable[[Say], None]) -> None:
        """As `use`, of a database that holds something else than pieces."""
        name = f"bench_{self._users}_{what}"
        if name not in self.others:
            self.others.add(name)
            if not self._empty(name):
                return
            self.say(f"Filling {name}")
            fill_it(self.say)
            self._mark(name)
        self._turn_to(name)

    def _prepared(self, pieces: int) -> Plan:
        name = self.name(pieces)
        if not self._empty(name):
            return reopen(pieces)
        self.say(f"Filling {name}: {pieces:,} pieces")
        plan = fill(pieces, at=self.at, say=self.say)
        self._mark(name)
        return plan

    def _empty(self, name: str) -> bool:
        """Turn to this database, migrated; False when it is filled already."""
        mark = f"filled {EDITION}"
        with self._beside() as run:
            found = run("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
            if found and found[0][0] != mark:
                run(f'DROP DATABASE "{name}" WITH (FORCE)')
            if not found or found[0][0] != mark:
                run(f'CREATE DATABASE "{name}" TEMPLATE template0')
        self._turn_to(name)
        call_command("migrate", verbosity=0)
        return not (found and found[0][0] == mark)

    def _mark(self, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS 'filled {EDITION}'")

    def _turn_to(self, name: str) -> None:
        if connection.settings_dict["NAME"] != name:
            connection.close()
            connection.settings_dict["NAME"] = name

    @contextmanager
    def _beside(self) -> Iterator[Callable[..., list[tuple]]]:
        """A connection to the user's database, which is only stood in, outside of any transaction."""
        self._turn_to(self._users)
        with connection.cursor() as cursor:

            def run(statement: str, values: list[object] | None = None) -> list[tuple]:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []

            with suppress(GeneratorExit):
                yield run
