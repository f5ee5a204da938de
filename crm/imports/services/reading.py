"""From a staged file to rows an importer can take: cells read, repetitions caught."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm.imports.models import ImportFile
from crm.imports.registry import Importer, Result, Row, refused
from crm.imports.rules.cells import BadCell, clean
from crm.imports.rules.decoding import Record
from crm.imports.rules.headers import Columns, columns_of


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
    columns = columns_of(sheet.header, importer.aliases(), required=importer.required)
    seen: dict[tuple[object, ...], int] = {}
    for number, record in enumerate(sheet.records(), start=1):
        found = _row_or_refusal(record, importer, columns=columns, width=len(sheet.header))
        if isinstance(found, Result):
            yield Judged(number, record, None, found)
            continue
        key = tuple(found.values.get(name) for name in importer.key)
        first = seen.setdefault(key, record.line)
        if first != record.line:
            yield Judged(number, record, None, refused(importer.key[0], "repeated", line=first))
        else:
            yield Judged(number, record, found)


def _row_or_refusal(record: Record, importer: Importer, *, columns: Columns, width: int) -> Row | Result:
    cells = record.cells
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return refused("", "too_many_cells", found=len(cells), wanted=width)
    values = {}
    for field in importer.fields:
        place = columns.places.get(field.name)
        cell = clean(cells[place]) if place is not None and place < len(cells) else ""
        if not cell:
            if field.required:
                return refused(field.name, "required")
            continue
        try:
            values[field.name] = field.read(cell)
        except BadCell as bad:
            return refused(field.name, bad.code, **bad.params)
    return Row(record.line, values)
