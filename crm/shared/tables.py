"""Tables as declarations: a list page names its columns, and the rows draw themselves.

    class FineTable(Table[Fine]):
        columns = (
            Column(_("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
            Column(_("Rule"), "rule"),
            Column(_("Outlet"), "outlet.name"),
            Column(_("Receiver"), "waybill.receiver_name", show=mask_name),
            Column(_("Fine"), "yuan", cell="parts/_yuan.html", numeric=True),
            Column(_("Due"), "due_at", cell="parts/_deadline.html", sort="due_at"),
            Column(_("State"), "state", cell="parts/_badge.html"),
        )

A cell template sees `value` (what the accessor gave), `row` (the model), `at` (the page's now) and `request`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model
from django.utils.functional import Promise

T = TypeVar("T", bound=Model)
SPEAKING = {"parts/_badge.html": "state", "parts/_deadline.html": "deadline"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    accessor   dotted path from the row ("waybill.outlet.name"), methods are called; "" gives the row itself
    link       this cell is the row's link (its `get_absolute_url`); one column a table has it
    cell       template of the cell; without one, times and days draw themselves and the rest is text
    show       last touch on the value, e.g. `mask_phone`
    numeric    figures: to the right, all digits equally wide
    sort       field to order by when the heading is pressed: never NULL, and an index serves it
    quiet      left out on cards (360 px), where room is short
    """

    label: "str | Promise"
    accessor: str
    link: bool = False
    cell: str = ""
    show: Callable[[Any], Any] | None = None
    numeric: bool = False
    sort: str = ""
    quiet: bool = False

    def value(self, row: Any) -> Any:
        for step in filter(None, self.accessor.split(".")):
            row = getattr(row, step, None)
            if row is None:
                return None
            if callable(row) and not isinstance(row, type):
                row = row()
        return self.show(row) if self.show and row is not None else row

    def template(self, value: Any) -> str:
        if self.cell or value in (None, ""):
            return self.cell
        if isinstance(value, datetime):
            return "parts/_time.html"
        return "parts/_day.html" if isinstance(value, date) else ""


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    template: str

    @property
    def shape(self) -> str:
        """What speaks for itself on a card and stands there without its label."""
        return SPEAKING.get(self.template, "")

    @property
    def empty(self) -> bool:
        """A card has no room for a label without a value."""
        return self.value is None or self.value == ""


@dataclass(frozen=True, slots=True)
class Row:
    object: Any
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: `sort_query` is what its link puts into `?sort=`, `sorted` how it stands now."""

    column: Column
    sort_query: str = ""
    sorted: str = "none"


class Table(Generic[T]):
    """Subclasses declare `columns`."""

    columns: ClassVar[Sequence[Column]] = ()

    def __init__(self, objects: Iterable[T], *, sort: str = "", without: Collection[str] = ()) -> None:
        """without: relations ("outlet") whose columns would say the same in every row."""
        self.objects = list(objects)
        self.sort = sort
        self.shown = tuple(c for c in self.columns if c.accessor.partition(".")[0] not in without)

    @classmethod
    def sortable(cls) -> frozenset[str]:
        return frozenset(way + c.sort for c in cls.columns if c.sort for way in ("", "-"))

    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.shown]

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column)
        if self.sort == column.sort:
            return Heading(column, f"-{column.sort}", "ascending")
        return Heading(column, column.sort, "descending" if self.sort == f"-{column.sort}" else "none")

    def rows(self) -> list[Row]:
        return [self._row(each) for each in self.objects]

    def row_url(self, row: T) -> str:
        """Where the row leads; a table may lead elsewhere than the model's own page."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""

    def _row(self, row: T) -> Row:
        cells = []
        for column in self.shown:
            value = column.value(row)
            cells.append(Cell(column, value, column.template(value)))
        return Row(row, self.row_url(row), tuple(cells))
