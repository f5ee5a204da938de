"""Waybill and piece numbers in cells."""

import re

from django.utils.translation import gettext_lazy as _

from crm.imports.rules import cells
from crm.imports.rules.cells import BadCell
from shipments.rules.numbers import clean_number, is_number, numbers_in

NUMBER_LOST = _("“%(value)s” is no waybill number: 6 to 32 letters and digits.")


def number(cell: str) -> str:
    """A waybill or piece number; one that a spreadsheet turned into 7.73E+12 is lost."""
    plain = cells.code(40)(cell)
    cleaned = clean_number(plain)
    if not is_number(cleaned):
        raise BadCell("not_a_number_of_ours", value=cell)
    return cleaned


def numbers(cell: str) -> tuple[str, ...]:
    return tuple(number(each) for each in numbers_in(re.sub(r"[ /|]+", ",", cell)))
