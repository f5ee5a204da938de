"""What a document's text means: headings, lists, tables and bold words of a few plain marks. Pure.

    # Heading            - item          | Weight | Price |
    **bold**             1. item         | 1 kg   | 12    |

Everything else is a paragraph. There is no HTML: a page draws these blocks, and escapes every word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"(#{1,3})\s+(.+)")
_BULLET = re.compile(r"[-*•]\s+(.+)")
_NUMBER = re.compile(r"\d{1,3}[.)、]\s*(.+)")
_ROW = re.compile(r"\|(.+)\|")
_RULER = re.compile(r"[|\s:-]+")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    strong: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """
    kind    heading, paragraph, bullets, numbers or table
    level   of a heading, 1 to 3
    lines   of a heading one, of a list its items
    rows    of a table, the first is its head; each as wide as the head
    """

    kind: str
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    level: int = 0


def blocks_of(text: str) -> list[Block]:
    found: list[Block] = []
    for kind, lines in _grouped(text):
        if kind == "heading":
            found += [Block(kind, (runs_of(words),), level=len(marks)) for marks, words in map(_split_heading, lines)]
        elif kind == "table":
            found.append(Block(kind, rows=_rows(lines)))
        else:
            found.append(Block(kind, tuple(runs_of(line) for line in lines)))
    return found


def runs_of(line: str) -> Line:
    """The words between two pairs of asterisks are bold."""
    parts = _BOLD.split(line)
    return tuple(Run(part, strong=bool(position % 2)) for position, part in enumerate(parts) if part)


def _grouped(text: str) -> Iterator[tuple[str, list[str]]]:
    """Neighbouring lines of one kind; an empty line ends each."""
    kind, lines = "", []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        found, words = _kind_of(line.strip())
        if found != kind and lines:
            yield kind, lines
            lines = []
        kind = found
        if found:
            lines.append(words)
    if lines:
        yield kind, lines


def _kind_of(line: str) -> tuple[str, str]:
    if not line:
        return "", ""
    if _HEADING.fullmatch(line):
        return "heading", line
    if _ROW.fullmatch(line):
        return "table", line
    for kind, mark in (("bullets", _BULLET), ("numbers", _NUMBER)):
        if item := mark.fullmatch(line):
            return kind, item[1]
    return "paragraph", line


def _split_heading(line: str) -> tuple[str, str]:
    marks, words = _HEADING.fullmatch(line).groups()  # type: ignore[union-attr]
    return marks, words


def _rows(lines: Sequence[str]) -> tuple[tuple[Line, ...], ...]:
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if not _RULER.fullmatch(line)]
    width = len(cells[0]) if cells else 0
    return tuple(tuple(runs_of(cell) for cell in (row + [""] * width)[:width]) for row in cells)
