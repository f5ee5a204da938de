"""From a staged file to rows an importer can take: cells read, repetitions caught."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from crm.imports.models import ImportFile
from crm.imports.registry import Field, Importer, Result, Row, refused
from crm.imports.rules.cells import BadCell, clean
from crm.imports.rules.decoding import Record
from crm.imports.rules.headers import Columns


@dataclass(frozen=True, slots=True)
class Judged:
    """A record with the row read from it, or with the reason why none could be."""

    number: int
    record: Record
    row: Row | None
    refusal: Result | None = None


def judged_records(file: ImportFile) -> Iterator[Judged]:
    """Every record of the file in its order, always from the first: what repeats depends on what came before."""
    importer, sheet = file.importer, file.sheet()
    columns = list(_in_order(importer, file.columns()))
    width = len(sheet.header)
    seen: dict[Hashable, int] = {}
    for number, record in enumerate(sheet.records(), start=1):
        found = _row_or_refusal(record, columns, width=width)
        if isinstance(found, Result):
            yield Judged(number, record, None, found)
            continue
        about = importer.about(found.values)
        first = record.line if about is None else seen.setdefault(about, record.line)
        if first != record.line:
            yield Judged(number, record, None, refused(importer.key[0], "repeated", line=first))
        else:
            yield Judged(number, record, found)


def _in_order(importer: Importer, columns: Columns) -> Iterator[tuple[Field, int]]:
    for field in importer.fields:
        if field.name in columns.places:
            yield field, columns.places[field.name]


def _row_or_refusal(record: Record, columns: Sequence[tuple[Field, int]], *, width: int) -> Row | Result:
    cells = record.cells
    found = len(cells)
    if found > width and any(cell.strip() for cell in cells[width:]):
        return refused("", "too_many_cells", found=found, wanted=width)
    values = {}
    for field, place in columns:
        cell = clean(cells[place]) if place < found else ""
        if not cell:
            if field.required:
                return refused(field.name, "required")
            continue
        try:
            values[field.name] = field.read(cell)
        except BadCell as bad:
            return refused(field.name, bad.code, **bad.params)
    return Row(record.line, values)
