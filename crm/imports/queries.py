"""What a report says about a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from crm.imports.models import ImportFile
from crm.imports.reasons import report_titles, sentence
from crm.imports.registry import Importer, Outcome
from crm.imports.rules.cells import safe


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows had which outcome; the four always sum to the rows that were judged."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused

    @property
    def written(self) -> int:
        return self.created + self.updated


def tally_of(file: ImportFile) -> Tally:
    """Counted from the journal, never from memory."""
    counted = file.journal.order_by().values_list("outcome").annotate(rows=Count("id"))
    return Tally(**{Outcome(outcome).value: rows for outcome, rows in counted})


def remarks_of(file: ImportFile) -> list[tuple[str, int]]:
    """What is worth knowing of rows that were not refused, in words, and of how many; the most frequent first."""
    told = file.journal.exclude(outcome=Outcome.REFUSED).exclude(code="").order_by()
    counted = told.values_list("code").annotate(rows=Count("id")).order_by("-rows", "code")
    return [(sentence(code, {}, importer=file.importer), rows) for code, rows in counted]


def refused_rows(file: ImportFile) -> Iterator[list[str]]:
    """The refused rows as they stand in the file, below its titles, behind each its line, column and reason.

    Correct them and upload this very file: the three columns at the end are passed over.
    """
    refused = file.journal.filter(outcome=Outcome.REFUSED)
    waiting = {row.number: row for row in refused}
    yield [*file.header, *report_titles()]
    width = len(file.header)
    for number, record in enumerate(file.sheet().records(), start=1):
        if row := waiting.get(number):
            row.file = file
            cells = [*record.cells, *[""] * (width - len(record.cells))]
            yield [*cells[:width], str(row.line), row.column, row.reason]


def refused_csv(file: ImportFile) -> Iterator[str]:
    yield "\N{BYTE ORDER MARK}"
    for cells in refused_rows(file):
        yield _line(cells)


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of the rows that had written something; the two always sum to those that were looked at."""

    undone: int = 0
    kept: int = 0


def undone_of(file: ImportFile) -> Undone:
    """Counted from the journal, never from memory."""
    counted = file.journal.exclude(undo="").order_by().values_list("undo").annotate(rows=Count("id"))
    return Undone(**dict(counted))


def template_csv(importer: Importer) -> Iterator[str]:
    """A file of this kind to begin with: every column, and one example row."""
    yield "\N{BYTE ORDER MARK}" + _line([str(field.label) for field in importer.fields])
    yield _line([field.example for field in importer.fields])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe(cell) for cell in cells])
    return out.getvalue()
