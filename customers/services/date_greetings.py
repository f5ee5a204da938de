"""Birthdays, founding days and anniversaries of the day, greeted once by SMS or call."""

from datetime import datetime, time

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from crm.outbox.models import Channel
from crm.outbox.queries import templates_in_force
from crm.outbox.services.periods import claim
from crm.shared.sentences import kept
from customers.services.contacts import roll_dates
from customers.sql import greetings as sql

#: Good wishes come in the morning, never after the evening.
MORNING, EVENING = time(9), time(20)
WANTED = (("birthday", Channel.SMS), ("anniversary", Channel.SMS))


@transaction.atomic
def greet_dates(at: datetime) -> dict[str, int]:
    """Once a day, from seven in the morning on; a beat that was dead meanwhile catches up until the evening.

    writes   customers_dategreeting, outbox_message, customers_task, outbox_periodrun
    """
    today = timezone.localdate(at)
    evening = timezone.make_aware(datetime.combine(today, EVENING))
    texts = templates_in_force(set(WANTED))
    if at >= evening or len(texts) < len(WANTED) or not claim("date_greetings", today.isoformat(), at):
        return {"dates": 0, "messages": 0, "calls": 0}
    while roll_dates(at):
        pass
    morning = timezone.make_aware(datetime.combine(today, MORNING))
    told = {
        "on": today,
        "at": at,
        "due_at": max(morning, at),
        "expires_at": evening,
        "birthday": texts["birthday", Channel.SMS].pk,
        "anniversary": texts["anniversary", Channel.SMS].pk,
        "title": kept(gettext_noop("Greet by telephone: a day to remember on %(day)s"), day=today),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.DRAW_UP_DAY, told)
        dates, messages, calls = cursor.fetchone()
        cursor.execute(sql.LINK_DAY, told)
    return {"dates": dates, "messages": messages, "calls": calls}
