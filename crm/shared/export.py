"""A list as CSV that a spreadsheet opens safely: what the page shows, masked as the page masks it.

At most ROWS rows: whoever needs more asks for a report, which somebody else approves.
"""

import csv
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags

from crm.shared.figures import Badge, Share
from crm.shared.tables import Cell, Row, Table

ROWS = 500
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: From so many digits on it takes a number for a quantity and rounds it.
LONG = 12


def csv_of(table: Table[Any], *, filename: str, at: datetime) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    response.write("\ufeff")  # without it Excel reads Chinese as Latin
    writer = csv.writer(response)
    writer.writerow([safe(str(column.label)) for column in table.columns])
    for row in table.rows():
        writer.writerow([safe(text_of(cell, row, at)) for cell in row.cells])
    return response


def safe(text: str) -> str:
    """Never a formula, and a waybill stays as long as it is."""
    if text.startswith(FORMULA) and not _is_number(text):
        return f"'{text}"
    return f"\t{text}" if len(text) >= LONG and text.isdigit() else text


def _is_number(text: str) -> bool:
    return text.startswith("-") and text[1:].replace(".", "", 1).isdigit()


def text_of(cell: Cell, row: Row, at: datetime) -> str:
    """A cell as somebody reads it on the page."""
    match cell.value:
        case None:
            return ""
        case datetime():
            return timezone.localtime(cell.value).strftime("%Y-%m-%d %H:%M:%S")
        case date() | Decimal() | str() | int():
            return str(cell.value)
        case Badge():
            return str(cell.value.word)
        case Share():
            return "" if cell.value.percent is None else f"{cell.value.percent}%"
    if not cell.template:
        return str(cell.value)
    drawn = render_to_string(cell.template, {"value": cell.value, "row": row.object, "at": at})
    return " ".join(strip_tags(drawn).split())
