"""From an Excel workbook to text: its first sheet as lines of comma-separated cells, line for row.

Pure. A number keeps its digits; one that Excel has rounded says so, in scientific notation, and is refused by its row.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import load_workbook

from crm.imports.rules.decoding import Unreadable

#: Excel keeps fifteen digits of a number and puts zeros behind them.
DIGITS_KEPT = 15
#: A workbook is compressed; one that unfolds to more is no list of rows.
MOST_UNFOLDED = 400 * 1024 * 1024
MOST_TEXT = 60 * 1024 * 1024
BEGINS = b"PK\x03\x04"


def text_of(content: bytes) -> str:
    """
    raises   Unreadable: workbook when these bytes are none that can be read, too_big
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for cells in _rows(content):
        writer.writerow(cells)
        if out.tell() > MOST_TEXT:
            raise Unreadable("too_big", limit=MOST_TEXT // 1024 // 1024)
    return out.getvalue()


def _rows(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNFOLDED:
                raise Unreadable("too_big", limit=MOST_UNFOLDED // 1024 // 1024)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from ([_text(cell) for cell in _trimmed(row)] for row in book.worksheets[0].values)
    except Unreadable:
        raise
    except Exception as broken:  # whatever a broken file makes of a parser
        raise Unreadable("workbook") from broken


def _trimmed(row: tuple[object, ...]) -> tuple[object, ...]:
    """Without the empty cells that a formatted sheet drags behind its rows."""
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return " ".join(value.splitlines())
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < 10**DIGITS_KEPT else f"{Decimal(value):.14E}"
        case float():
            return _number(value)
        case datetime():
            day_only = value.time() == time()
            return value.date().isoformat() if day_only else value.isoformat(" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    if value.is_integer():
        return _text(int(value))
    return f"{Decimal(repr(value)):f}"
