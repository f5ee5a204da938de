"""A statement as a workbook: its sums, and every entry."""

from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from shipments.quality.models import Statement
from shipments.quality.queries.ledger import ENTRIES, by_charge
from shipments.quality.tables.ledger import booked_number, month_words

MONEY = "#,##0.00"


def statement_sheet(statement: Statement) -> bytes:
    """XLSX. Entries are written as they are read, so that a month of any length fits; numbers stay text."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        heading, money = book.add_format({"bold": True}), book.add_format({"num_format": MONEY})
        sums = book.add_worksheet(_("Statement"))
        sums.set_column(0, 0, 28)
        sums.set_column(1, 4, 16)
        lines = [
            [_("Outlet"), f"{statement.outlet.name} {statement.outlet.code}"],
            [_("Month"), month_words(statement)],
            [_("Opening balance"), statement.opening_yuan],
        ]
        for place, line in enumerate(lines):
            sums.write_row(place, 0, line, money)
        place = len(lines) + 1
        sums.write_row(
            place, 0, [_("Charge"), _("Fines"), _("Fined, yuan"), _("Taken back"), _("Taken back, yuan")], heading
        )
        for line in by_charge(statement.entries.all()):
            place += 1
            told = [str(line.charge.label), line.fines, line.fined_yuan, line.taken_back, line.taken_back_yuan]
            sums.write_row(place, 0, told, money)
        sums.write_row(place + 2, 0, [_("Closing balance"), statement.closing_yuan], money)
        _entries(book, statement, heading, money)
    return file.getvalue()


def _entries(book: xlsxwriter.Workbook, statement: Statement, heading: object, money: object) -> None:
    sheet = book.add_worksheet(_("Entries"))
    sheet.set_column(0, 4, 20)
    sheet.write_row(0, 0, [_("Booked"), _("Entry"), _("Number"), _("Rule"), _("Day"), _("Yuan")], heading)
    entries = ENTRIES.filter(statement=statement).order_by("id")
    for place, entry in enumerate(entries.iterator(chunk_size=2000), start=1):
        booked = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
        violation = entry.fine.violation
        sheet.write_row(place, 0, [booked, str(entry.get_kind_display())])
        sheet.write_string(place, 2, booked_number(entry))
        sheet.write_row(place, 3, [violation.rule, violation.day.isoformat()])
        sheet.write_number(place, 5, entry.yuan, money)
