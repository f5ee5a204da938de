"""From a file's bytes to its records: encoding, delimiter, header, rows with their line numbers.

Pure. A file that cannot be read as a table is refused as a whole, before a row of it is looked at.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crm.imports.rules.cells import clean

#: A byte order mark decides; else UTF-8 if every byte fits, else what Chinese Excel writes.
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DELIMITERS = ",;\t|"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
#: What a workbook is kept as: its first sheet, in UTF-8.
WORKBOOK = "xlsx"


class Unreadable(ValueError):
    """The file as a whole is no table; `code` names the reason, `params` its particulars."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file. `line` is where it begins, the header being line 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    text: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def records(self) -> Iterator[Record]:
        """Every row that is not blank.

        raises   Unreadable when a quotation mark is opened and never closed
        """
        lines = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        begins = 1
        headed = False
        while True:
            try:
                cells = next(lines, None)
            except csv.Error as broken:
                raise Unreadable("broken_quotes", line=begins) from broken
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                if headed:
                    yield Record(begins, tuple(cells))
                headed = True
            begins = lines.line_num + 1


def sheet_of(content: bytes) -> Sheet:
    """The table that these bytes hold as text.

    raises   Unreadable: workbook, encoding, empty
    """
    if content.startswith(OLD_WORKBOOK):
        raise Unreadable("old_workbook")
    return sheet_in(*_decoded(content))


def sheet_in(text: str, encoding: str) -> Sheet:
    """
    raises   Unreadable: empty
    """
    first = next((line for line in text.splitlines() if line.strip(" ,;\t|")), "")
    if not first:
        raise Unreadable("empty")
    delimiter = "," if encoding == WORKBOOK else _delimiter(first)
    header = next(row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(c.strip() for c in row))
    return Sheet(text, encoding, delimiter, tuple(clean(cell) for cell in header))


def decoded_as(content: bytes, *, encoding: str, delimiter: str, header: tuple[str, ...]) -> Sheet:
    """The same table again, by what was found the first time."""
    return Sheet(content.decode("utf-8" if encoding == WORKBOOK else encoding), encoding, delimiter, header)


def _decoded(content: bytes) -> tuple[str, str]:
    marked = next((name for mark, name in MARKS if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise Unreadable("encoding")


def _delimiter(line: str) -> str:
    """The candidate that stands most often in the header, outside quotation marks; a comma when none does."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)
