"""Customers' deliveries, told to those who care for the customers."""

from datetime import datetime

from django.db import connection, transaction

from customers.rules.thanking import WITHIN
from customers.services.thanks import Delivered, note
from shipments.sql import deliveries as sql


@transaction.atomic
def tell_deliveries(at: datetime, *, limit: int = 50) -> int:
    """Hand on what up to `limit` batches of scans delivered. Returns how many batches; 0: none was free.

    What comes to be known too late for thanks is not told.
    writes   shipments_deliveriestold, customers_deliverynote
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, {"limit": limit, "since": at - WITHIN})
        *rows, (_customer, _number, _instant, taken) = cursor.fetchall()
    note(Delivered(customer, number, instant) for customer, number, instant, _taken in rows)
    return int(taken)
