"""Statements that PostgreSQL plans once a connection, for short work whose planning would cost more than itself."""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

from django.db import connection


class Prepared:
    """`statement` with named parameters, each of which is cast in it or stands where its type is clear.

    The plan is made for few rows: longer work is better planned for what it is. A pool that hands out connections
    by the transaction must keep prepared statements (pgbouncer 1.21 and newer do).
    """

    def __init__(self, name: str, statement: str) -> None:
        names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
        places = {each: f"${place}" for place, each in enumerate(names, 1)}
        self._prepare = f"PREPARE {name} AS {statement % places}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({each})s' for each in names)})"
        self._known: WeakSet[Any] = WeakSet()

    def row(self, values: Mapping[str, object]) -> tuple[Any, ...]:
        """The one row it answers."""
        with connection.cursor() as cursor:
            if connection.connection not in self._known:
                cursor.execute(self._prepare)
                self._known.add(connection.connection)
            cursor.execute(self._execute, values)
            return cursor.fetchone()
