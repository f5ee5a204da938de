"""Points that end with a month: told thirty days before, taken off the day after. Safe to run twice."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from crm.outbox.models import Batch, Channel, PeriodRun, Purpose
from crm.outbox.queries import template_in_force
from crm.outbox.services.periods import claim
from crm.outbox.services.posting import Draft, post
from crm.shared.bulk import array_literal
from crm.shared.days import midnight
from customers.models import PointEntry
from customers.rules.points import held_until
from customers.sql import points as sql

BATCH = 2000
TOLD_BEFORE = timedelta(days=30)
#: A sweep that slept for longer leaves the rest to the counter, where each redeeming ends what has ended.
LOOKS_BACK = timedelta(days=100)
TEMPLATE = "points_end"


def end_points(at: datetime) -> dict[str, int]:
    """What the night has to do. Returns customers whose points ended, and messages that tell of an end."""
    return {"ended": expire_points(at), "told": announce_points(at)}


def expire_points(at: datetime) -> int:
    """Take off what held until a day before this one. Returns how many customers lost points.

    writes   customers_pointentry, outbox_periodrun
    """
    last = timezone.localdate(at).replace(day=1) - timedelta(days=1)
    if _done("expire_points", last):
        return 0
    total = 0
    for customers in _holders(last - LOOKS_BACK, last):
        with transaction.atomic():
            total += _expire(customers, last, at)
    claim("expire_points", last.isoformat(), at)
    return total


def expire_of(customer_id: int, *, at: datetime) -> int:
    """The same for one customer, in the transaction of who needs the balance as it is now."""
    return _expire([customer_id], timezone.localdate(at) - timedelta(days=1), at)


def announce_points(at: datetime) -> int:
    """Write to everybody whose points end with a month that is at most thirty days away: once. Returns how many.

    Without an approved text nobody is told, and the next night tries again.
    writes   customers_pointentry, outbox_message, outbox_batch, outbox_periodrun
    """
    today = timezone.localdate(at)
    last = held_until(today, 0)
    if last - today > TOLD_BEFORE or _done("announce_points", last):
        return 0
    if template_in_force(TEMPLATE, Channel.SMS) is None:
        return 0
    batch = Batch.objects.get_or_create(
        key=f"points:{last}", defaults={"name": f"积分到期提醒 {last:%Y-%m}", "opened_at": at}
    )[0]
    told = sum(_announce(customers, last, batch, at) for customers in _holders(last, last))
    claim("announce_points", last.isoformat(), at)
    return told


def _holders(first: date, last: date) -> Iterator[list[int]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql.HOLDERS, {"first": first, "last": last, "after": after, "limit": BATCH})
            customers = [customer for (customer,) in cursor.fetchall()]
        if not customers:
            break
        yield customers
        after = customers[-1]
    yield from _given(first, last)


def _given(first: date, last: date) -> Iterator[list[int]]:
    """Whom headquarters have given such points: few, so that no index knows them."""
    rows = PointEntry.objects.filter(kind=PointEntry.Kind.CORRECTED, points__gt=0, expires_on__range=(first, last))
    customers = sorted(set(rows.values_list("customer_id", flat=True)))
    for start in range(0, len(customers), BATCH):
        yield customers[start : start + BATCH]


def _expire(customers: Sequence[int], until: date, at: datetime) -> int:
    columns = {"customers": array_literal(customers)}
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK, columns)
        cursor.execute(sql.EXPIRE, {**columns, "until": until, "at": at})
        return int(cursor.rowcount)


@transaction.atomic
def _announce(customers: Sequence[int], until: date, batch: Batch, at: datetime) -> int:
    columns = {"customers": array_literal(customers), "until": until}
    with connection.cursor() as cursor:
        cursor.execute(sql.TO_TELL, columns)
        drafts = [_draft(row, until, batch, at) for row in cursor.fetchall()]
        told = post(drafts, at=at)
        cursor.execute(sql.TOLD, {**columns, "today": timezone.localdate(at)})
    return told


def _draft(row: tuple[int, int, str, int], until: date, batch: Batch, at: datetime) -> Draft:
    customer, outlet, phone, points = row
    return Draft(
        key=f"points:{customer}:{until}",
        channel=Channel.SMS,
        purpose=Purpose.NOTICE,
        outlet_id=outlet,
        subject=f"customer:{customer}",
        address=phone,
        template=TEMPLATE,
        values={"points": str(points), "day": f"{until.month}月{until.day}日"},
        due_at=at,
        expires_at=midnight(until + timedelta(days=1)),
        batch=batch,
    )


def _done(job: str, last: date) -> bool:
    return PeriodRun.objects.filter(job=job, period=last.isoformat()).exists()
