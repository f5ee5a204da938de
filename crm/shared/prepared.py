"""Statements that PostgreSQL plans once a connection, for short work whose planning would cost more than itself."""

import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

from django.db import connection


class Prepared:
    """`statement` with named parameters, each of which is cast in it or stands where its type is clear.

    The plan is made once, for few rows: longer work is better planned for what it is. A pool that hands out connections
    by the transaction must keep prepared statements (pgbouncer 1.21 and newer do).
    """

    def __init__(self, name: str, statement: str) -> None:
        names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
        places = {each: f"${place}" for place, each in enumerate(names, 1)}
        self._prepare = f"SET plan_cache_mode = force_generic_plan; PREPARE {name} AS {statement % places}"
        self._execute = f"EXECUTE {name} ({', '.join(f'%({each})s' for each in names)})"
        self._known: WeakSet[Any] = WeakSet()

    def row(self, values: Mapping[str, object], *, after: "Prepared | None" = None) -> tuple[Any, ...]:
        """The one row it answers.

        after   goes first, in the same round trip; outside a transaction the two are one
        """
        statements = [after, self] if after else [self]
        with connection.cursor() as cursor:
            for statement in statements:
                if connection.connection not in statement._known:
                    cursor.execute(statement._prepare)
                    statement._known.add(connection.connection)
            cursor.execute(";".join(statement._execute for statement in statements), values)
            return cursor.fetchone()
