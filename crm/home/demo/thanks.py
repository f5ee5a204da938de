"""Thanks of the demo: a month of them, mostly kept; and what was delivered these hours is being thanked for."""

from datetime import datetime

from django.db import connection

from crm.home.sql import demo_thanks as sql
from customers.rules.thanking import WITHIN
from customers.services.thanks import Delivered, note, thank


def write_thanks(*, at: datetime) -> None:
    """writes   customers_thankyou, and what `thank` writes"""
    span = {"until": at - WITHIN, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(sql.PAST, span)
        cursor.execute(sql.LATELY, span)
        lately = [Delivered(*row) for row in cursor.fetchall()]
    note(lately)
    while thank(at):
        pass
