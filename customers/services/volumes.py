"""What customers ship, by day and week: noted beside each waybill, added up by a fold."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction

from crm.shared.bulk import array_literal
from customers.sql import volumes as sql


class Shipped(NamedTuple):
    """What one customer shipped on one day of the network's calendar; negative takes back what was noted."""

    customer_id: int
    day: date
    parcels: int
    yuan: Decimal


def note(shipped: Iterable[Shipped]) -> None:
    """Leave notes of what these customers shipped, in the caller's transaction.

    shipped   of one customer and day any number; corrections of a freight with 0 parcels and the difference
    writes    customers_volumenote
    """
    total: dict[tuple[int, date], list[int | Decimal]] = defaultdict(lambda: [0, Decimal(0)])
    for customer_id, day, parcels, yuan in shipped:
        sums = total[customer_id, day]
        sums[0] += parcels
        sums[1] += yuan
    if not total:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            sql.NOTE,
            {
                "customers": array_literal([customer for customer, _day in total]),
                "days": array_literal([day for _customer, day in total]),
                "parcels": array_literal([parcels for parcels, _yuan in total.values()]),
                "yuan": array_literal([yuan for _parcels, yuan in total.values()]),
            },
        )


@transaction.atomic
def fold_volumes(at: datetime, *, limit: int = 5000) -> int:
    """Add up to `limit` notes to their customers' days, weeks and totals. Returns how many; 0: none was free.

    Any number may run at once: each note is taken by one of them.

    writes   customers_customerday, customers_customerweek, customers_activity, customers_volumenote
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, {"limit": limit})
        rows = cursor.fetchall()
        counted = [row[:5] for row in rows if row[0] is not None]
        if counted:
            names = ("customers", "days", "outlets", "parcels", "yuan")
            columns = dict(zip(names, map(array_literal, zip(*counted, strict=True)), strict=True))
            cursor.execute(sql.ADD_DAYS, columns)
            changed = sorted({customer for customer, new in cursor.fetchall() if new})
            cursor.execute(sql.ADD_WEEKS, columns)
            cursor.execute(sql.ADD_TOTALS, columns)
            if changed:
                cursor.execute(sql.COUNT_GAPS, {"customers": changed})
    return rows[0][5] if rows else 0
