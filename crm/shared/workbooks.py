"""Rows as an Excel workbook in which every cell is text: telephones keep their digits, nothing becomes a formula."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import xlsxwriter

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A sheet takes no more; the header is one of them.
MOST_ROWS = 1_048_576
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def workbook(file: IO[bytes]) -> Iterator[xlsxwriter.Workbook]:
    with xlsxwriter.Workbook(file, _PLAIN) as book:
        yield book


def write_rows(book: xlsxwriter.Workbook, name: str, rows: Iterable[Sequence[str]], *, width: int = 16) -> int:
    """A sheet of these rows, the first of them its header. Returns how many stand below it."""
    sheet, heading = book.add_worksheet(name), book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 30, width)
    place = -1
    for place, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(place, column, cell, heading if place == 0 else None)
    return max(0, place)
