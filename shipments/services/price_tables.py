"""The price tables' life, and the one in force."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.errors import Refused
from outlets.services.editions import Book
from shipments.models import PriceTable
from shipments.rules import freight
from shipments.rules.price_table_1 import PRICE_TABLE_1

BOOK = Book(PriceTable, "prices", freight.PriceTable.from_data)


def prices_in_force(at: datetime) -> tuple[PriceTable, freight.PriceTable]:
    """The row that a freight of this instant cites, and what it says.

    raises   Refused when none is published yet
    """
    row = PriceTable.objects.in_force_on(timezone.localdate(at)).first()
    if row is None:
        raise Refused(_("No price table is in force: ask headquarters to publish one."), code="no_prices")
    return row, freight.PriceTable.from_data(row.data)


def terms_at(at: datetime) -> freight.PriceTable:
    """The terms for money and papers on their way back; before any table is published those that the product ships."""
    row = PriceTable.objects.in_force_on(timezone.localdate(at)).first()
    return freight.PriceTable.from_data(row.data) if row else PRICE_TABLE_1
