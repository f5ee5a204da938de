"""Whole columns as parameters: one array literal a column, instead of a thousand placeholders."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from io import StringIO
from uuid import UUID

from django.db import connection

#: What array elements may consist of without quoting: numbers, codes, instants, UUIDs, booleans and NULL.
_PLAIN = re.compile(r"[\w:.+, \-]*")

_EMPTY = '""'


def array_literal(values: Iterable[object]) -> str:
    """PostgreSQL's text form of an array of plain values, to be cast by the statement (`%(ids)s::bigint[]`).

    values   int, str of letters, digits and ":.+-_", aware datetime, UUID, bool or None
    raises   ValueError when a value would need quoting: pass such columns as lists
    """
    listed = list(values)
    if _all_alike(listed):
        return _repeated(array_literal(listed[:1]), len(listed))
    kinds = set(map(type, listed))
    if len(kinds) == 1 and (write := _PLAINLY.get(kinds.pop())):
        return "{" + ",".join(map(write, listed)) + "}"
    inner = ",".join([_element(value) for value in listed])
    if not _PLAIN.fullmatch(inner.replace(_EMPTY, "")):
        raise ValueError("This column holds more than plain values: pass it as a list.")
    return "{" + inner + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        return _instant(value)
    return str(value) or _EMPTY


# The instants of thousands of rows are few: of slots, of closings, of one call.
@lru_cache(maxsize=8192)
def _instant(value: datetime) -> str:
    return value.isoformat()


#: How columns of one of these types are written, which never need a look.
_PLAINLY = {int: str, UUID: str, datetime: _instant}


def text_array(values: Sequence[str]) -> str:
    """PostgreSQL's text form of an array of any texts without NUL; nothing in them is taken for syntax."""
    if _all_alike(values):
        return _repeated(text_array(values[:1]), len(values))
    inner = '","'.join(values)
    if "\\" in inner or inner.count('"') != 2 * max(0, len(values) - 1):
        inner = '","'.join([value.replace("\\", "\\\\").replace('"', '\\"') for value in values])
    return '{"' + inner + '"}' if values else "{}"


def _all_alike(values: Sequence[object]) -> bool:
    return len(values) > 1 and values[0] == values[-1] and values.count(values[0]) == len(values)


def _repeated(literal: str, times: int) -> str:
    return "{" + ",".join([literal[1:-1]] * times) + "}"


def columns(names: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, str]:
    """Rows turned into one array literal a column, by parameter name."""
    return dict(zip(names, map(array_literal, zip(*rows, strict=True)), strict=True))


def execute(
    statement: str, names: Sequence[str], rows: Sequence[tuple], *, fetch: bool = False, **more: object
) -> list[tuple]:
    """Run a set-based statement with its rows turned into one array a column."""
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, {**columns(names, rows), **more})
        return cursor.fetchall() if fetch else []


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows by COPY, which asks for less than half of what INSERT does. Returns how many.

    table, names   as the program knows them, never what somebody typed
    rows           str, int, Decimal, date, aware datetime, bool or None; JSON and arrays as their text
    """
    lines = ["\t".join([_copied(value) for value in row]) for row in rows]
    if lines:
        lines.append("")
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN", StringIO("\n".join(lines)))
    return max(0, len(lines) - 1)


def _copied(value: object) -> str:
    if value is None:
        return "\\N"
    if not isinstance(value, str):
        return str(value)
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.translate(_ESCAPED)
    return value
