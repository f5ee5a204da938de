"""Thanks within 24 hours of a delivery: once a customer and day, or an apology where something went wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from crm.accounts.roles import Role
from crm.outbox.models import Message, Purpose
from crm.outbox.queries import limits, suppressed, templates_in_force
from crm.outbox.rules.windows import next_allowed
from crm.outbox.services.judging import window_of
from crm.outbox.services.posting import Draft, post
from crm.shared.bulk import array_literal, text_array
from crm.shared.sentences import kept
from customers.models import (
    Activity,
    Consent,
    Customer,
    CustomerTier,
    Invitation,
    ServiceLevel,
    Survey,
    Task,
    ThanksPolicy,
    ThankYou,
    Tier,
)
from customers.rules.thanking import WAIT, WITHIN, Choice, Facts, decide, is_first
from customers.services.surveys import Ask, Invited, invite_all
from customers.sql import thanks as sql
from customers.troubles import Parcel, troubles_of

Way, Reason, Trouble = ThankYou.Way, ThankYou.Reason, ThankYou.Trouble
#: What it is that people are asked to do, by what went wrong.
APOLOGIES = {
    Trouble.LATE: gettext_noop("Apologise: %(waybill)s was delivered late"),
    Trouble.DAMAGED: gettext_noop("Apologise: %(waybill)s was damaged"),
    Trouble.DISPUTED: gettext_noop("Apologise: %(waybill)s is disputed"),
    Trouble.COMPLAINT: gettext_noop("Apologise: a complaint is open, %(waybill)s was delivered"),
}
THANK = gettext_noop("Say thank you: %(waybill)s was delivered")
TEMPLATE, WITH_SURVEY = "thanks", "thanks_survey"
#: Ways by which somebody was really thanked.
THANKED = (Way.SMS, Way.EMAIL, Way.CALL)
#: Calls made later than so long after their time are left as they are.
LOOKED_BACK = timedelta(days=7)


class Delivered(NamedTuple):
    """A customer's waybill that was delivered; told once, or now and then twice."""

    customer_id: int
    waybill: str
    delivered_at: datetime


def note(deliveries: Iterable[Delivered]) -> None:
    """Leave notes of deliveries, in the caller's transaction.

    writes   customers_deliverynote
    """
    told = list(deliveries)
    if not told:
        return
    customers, waybills, delivered = zip(*told, strict=True)
    columns = {"customers": array_literal(customers), "waybills": text_array(waybills)}
    with connection.cursor() as cursor:
        cursor.execute(sql.NOTE, {**columns, "delivered": array_literal(delivered)})


@dataclass(slots=True)
class _Day:
    """One customer's deliveries of one day, in their order, and what is decided about them.

    blamed   the waybill that an apology is about, or ""
    """

    customer: Customer
    tier: str
    day: date
    parcels: list[Delivered]
    facts: Facts
    choice: Choice
    blamed: str
    invited: Invited | None = None
    template: str = ""
    due_at: datetime | None = None

    @property
    def key(self) -> str:
        return key_of(self.customer.pk, self.day)

    @property
    def first(self) -> Delivered:
        return self.parcels[0]

    @property
    def due_by(self) -> datetime:
        return self.first.delivered_at + WITHIN


def key_of(customer_id: int, day: date) -> str:
    return f"thanks:{customer_id}:{day.isoformat()}"


@transaction.atomic
def thank(at: datetime, *, limit: int = 1000) -> int:
    """Decide about up to `limit` deliveries noted. Returns how many notes were taken; 0: none was free.

    Any number may run at once: each note is taken by one of them, and the customers are locked.
    writes   customers_deliverynote, customers_thankyou, customers_task, customers_invitation, outbox_message
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.CLAIM, {"limit": limit, "since": at - WITHIN})
        *rows, (_customer, _waybill, _instant, taken) = cursor.fetchall()
    days = _by_day(Delivered(*row[:3]) for row in rows)
    customers = _lock({customer for customer, _day in days})
    days = {key: parcels for key, parcels in days.items() if key[0] in customers}
    if days:
        standing = _standing(days)
        troubles = troubles_of([Parcel(one.customer_id, one.waybill) for told in days.values() for one in told])
        for key, row in standing.items():
            _add(row, days.pop(key), troubles, at=at)
        _thank(list(_decide(days, customers, troubles)), at=at)
    return int(taken)


def mark_called(at: datetime) -> int:
    """Calls and apologies that are done. Returns how many.

    writes   customers_thankyou
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.MARK_CALLED, {"since": at - LOOKED_BACK})
        return cursor.rowcount


def _by_day(rows: Iterable[Delivered]) -> dict[tuple[int, date], list[Delivered]]:
    days: dict[tuple[int, date], list[Delivered]] = {}
    for row in sorted(rows, key=lambda one: (one.customer_id, one.delivered_at, one.waybill)):
        days.setdefault((row.customer_id, timezone.localdate(row.delivered_at)), []).append(row)
    return days


def _lock(customers: set[int]) -> dict[int, Customer]:
    rows = Customer.objects.filter(pk__in=customers, state=Customer.State.ACTIVE).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)} if customers else {}


def _standing(days: Mapping[tuple[int, date], Sequence[Delivered]]) -> dict[tuple[int, date], ThankYou]:
    rows = ThankYou.objects.filter(customer__in={pk for pk, _day in days}, day__in={day for _pk, day in days})
    return {key: row for row in rows.select_related("customer") if (key := (row.customer_id, row.day)) in days}


def _add(row: ThankYou, parcels: Sequence[Delivered], troubles: Mapping[Parcel, str], *, at: datetime) -> None:
    """More of a day that is decided: they count, and the first in trouble turns thanks into an apology."""
    new = [one for one in parcels if one.waybill != row.waybill]
    row.parcels += len(new)
    row.save(update_fields=["parcels"])
    if blamed := _blamed(parcels, troubles):
        apologise(row, troubles[Parcel(row.customer_id, blamed)], blamed, at=at)


def apologise(row: ThankYou, trouble: str, waybill: str, *, at: datetime) -> None:
    """Somebody apologises; what has not gone out yet does not go any more (`held`).

    writes   customers_thankyou, customers_task
    """
    if row.trouble:
        return
    task = _task(row.customer, row.day, APOLOGIES[Trouble(trouble)], waybill, due_at=row.due_by, at=at, apology=True)
    row.trouble, row.task = trouble, Task.objects.get_or_create(key=task.key, defaults=_values(task))[0]
    if row.done_at is None:
        row.way, row.reason = Way.APOLOGY, ""
    row.save(update_fields=["trouble", "task", "way", "reason"])


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked about customers at once, by customer; levels and rhythms by tier."""

    shipped: Mapping[int, date]
    thanked: dict[int, date | None]
    tiers: Mapping[int, str]
    levels: Mapping[str, str]
    rhythms: Mapping[str, int]
    refused: Mapping[int, set[str]]

    def facts(self, customer: Customer, day: date, trouble: str) -> Facts:
        tier = self.tiers.get(customer.pk, Tier.C)
        return Facts(
            day=day,
            first=is_first(
                day, thanked_before=customer.pk in self.thanked, first_shipped_on=self.shipped.get(customer.pk)
            ),
            trouble=trouble,
            channel=self.levels.get(tier, ServiceLevel.ThanksChannel.SMS),
            every_days=self.rhythms.get(tier, 1),
            last_on=self.thanked.get(customer.pk),
            refused=frozenset(self.refused.get(customer.pk, ())),
            phone=customer.phone,
        )


def _known(customers: Mapping[int, Customer]) -> _Known:
    before = ThankYou.objects.filter(customer__in=customers).order_by().values("customer_id")
    told = before.annotate(last=Max("day", filter=Q(way__in=THANKED)))
    return _Known(
        shipped=dict(Activity.objects.filter(customer__in=customers).values_list("customer_id", "first_on")),
        thanked={row["customer_id"]: row["last"] for row in told},
        tiers=dict(CustomerTier.objects.filter(customer__in=customers).values_list("customer_id", "tier")),
        levels=dict(ServiceLevel.objects.values_list("tier", "thanks")),
        rhythms=dict(ThanksPolicy.objects.values_list("tier", "every_days")),
        refused=_refused(customers),
    )


def _refused(customers: Mapping[int, Customer]) -> dict[int, set[str]]:
    """Channels on which the customer, or whoever has its number, wants to hear nothing about shipments."""
    found: dict[int, set[str]] = defaultdict(set)
    words = Consent.objects.filter(customer__in=customers, contact=None, purpose=Consent.Purpose.NOTICE)
    for word in words.newest():
        if not word.given:
            found[word.customer_id].add(word.channel)
    numbers = {("sms", customer.phone) for customer in customers.values() if customer.phone}
    silent = {phone for _channel, phone in suppressed(numbers, purpose=Purpose.NOTICE)}
    for customer in customers.values():
        if customer.phone in silent:
            found[customer.pk].add("sms")
    return found


def _decide(
    days: Mapping[tuple[int, date], list[Delivered]],
    customers: Mapping[int, Customer],
    troubles: Mapping[Parcel, str],
) -> Iterator[_Day]:
    """In the order of the days: who is thanked for the first is not new on the second."""
    known = _known(customers) if days else None
    for (pk, day), parcels in days.items():
        assert known is not None
        blamed = _blamed(parcels, troubles)
        facts = known.facts(customers[pk], day, troubles[Parcel(pk, blamed)] if blamed else "")
        choice = decide(facts)
        known.thanked[pk] = day if choice.way in THANKED else known.thanked.get(pk)
        yield _Day(customers[pk], known.tiers.get(pk, Tier.C), day, parcels, facts, choice, blamed)


def _blamed(parcels: Sequence[Delivered], troubles: Mapping[Parcel, str]) -> str:
    """The first of these waybills that is in trouble."""
    return next((one.waybill for one in parcels if Parcel(one.customer_id, one.waybill) in troubles), "")


def _thank(days: list[_Day], *, at: datetime) -> None:
    _plan_messages([day for day in days if day.choice.way == Way.SMS], at=at)
    tasks = _open_tasks([day for day in days if day.choice.way in (Way.CALL, Way.APOLOGY)], at=at)
    messages = dict(Message.objects.filter(key__in=[day.key for day in days if day.template]).values_list("key", "pk"))
    ThankYou.objects.bulk_create([_row(day, messages, tasks, at=at) for day in days], ignore_conflicts=True)
    asked = [(day.invited.invitation, messages.get(day.key)) for day in days if day.invited]
    for invitation, message in asked:
        invitation.message_id = message
    Invitation.objects.bulk_update([invitation for invitation, _message in asked], ["message"])


def _row(day: _Day, messages: Mapping[str, int], tasks: Mapping[str, int], *, at: datetime) -> ThankYou:
    return ThankYou(
        customer=day.customer,
        outlet_id=day.customer.outlet_id,
        day=day.day,
        waybill=day.first.waybill,
        parcels=len(day.parcels),
        delivered_at=day.first.delivered_at,
        due_by=day.due_by,
        first=day.facts.first,
        trouble=day.facts.trouble,
        way=day.choice.way,
        reason=day.choice.reason,
        message_id=messages.get(day.key),
        task_id=tasks.get(_task_key(day.customer.pk, day.day, apology=bool(day.facts.trouble))),
        decided_at=at,
    )


def _plan_messages(days: list[_Day], *, at: datetime) -> None:
    """Within the hours of notices and before the time is up; who cannot be reached in time is not written to late."""
    texts = {code for code, _channel in templates_in_force({(TEMPLATE, "sms"), (WITH_SURVEY, "sms")})}
    window = window_of(Purpose.NOTICE, limits())
    for day in days:
        due_at = next_allowed(max(at, day.first.delivered_at + WAIT), window)
        day.due_at = due_at if texts and due_at < day.due_by else None
    written = [day for day in days if day.due_at]
    if WITH_SURVEY in texts:
        _invite(written, at=at)
    for day in written:
        day.template = WITH_SURVEY if day.invited else TEMPLATE
    post([_draft(day) for day in written if day.template in texts], at=at)


def _invite(days: Sequence[_Day], *, at: datetime) -> None:
    asking = set(ThanksPolicy.objects.filter(with_survey=True).values_list("tier", flat=True))
    asks = {f"delivery:{day.first.waybill}": day for day in days if day.tier in asking}
    wanted = [Ask(day.customer, key, day.first.waybill) for key, day in asks.items()]
    for key, invited in invite_all(wanted, Survey.Kind.DELIVERY, at=at).items():
        asks[key].invited = invited


def _draft(day: _Day) -> Draft:
    assert day.due_at is not None
    values = {"waybill": day.first.waybill} | ({"link": day.invited.link} if day.invited else {})
    return Draft(
        key=day.key,
        channel="sms",
        purpose=Purpose.NOTICE,
        outlet_id=day.customer.outlet_id,
        subject=f"customer:{day.customer.pk}",
        address=day.customer.phone,
        template=day.template,
        values=values,
        due_at=day.due_at,
        expires_at=day.due_by,
    )


def _open_tasks(days: Sequence[_Day], *, at: datetime) -> dict[str, int]:
    tasks = []
    for day in days:
        trouble = day.facts.trouble
        sentence = APOLOGIES[Trouble(trouble)] if trouble else THANK
        told = {"due_at": day.due_by, "at": at, "apology": bool(trouble)}
        tasks.append(_task(day.customer, day.day, sentence, day.blamed or day.first.waybill, **told))
    Task.objects.bulk_create(tasks, ignore_conflicts=True)
    return dict(Task.objects.filter(key__in=[task.key for task in tasks]).values_list("key", "pk"))


def _task_key(customer_id: int, day: date, *, apology: bool) -> str:
    return f"{'apology' if apology else 'thanks'}:{customer_id}:{day.isoformat()}"


def _task(
    customer: Customer, day: date, sentence: str, waybill: str, *, due_at: datetime, at: datetime, apology: bool
) -> Task:
    return Task(
        key=_task_key(customer.pk, day, apology=apology),
        customer=customer,
        outlet_id=customer.outlet_id,
        kind=Task.Kind.APOLOGY if apology else Task.Kind.FOLLOW_UP,
        title=kept(sentence, limit=200, waybill=waybill),
        role=Role.MANAGER if apology else Role.SERVICE_CLERK,
        due_at=due_at,
        opened_at=at,
    )


def _values(task: Task) -> dict[str, object]:
    names = ("customer", "outlet_id", "kind", "title", "role", "due_at", "opened_at")
    return {name: getattr(task, name) for name in names}


# What becomes of the messages.

PREFIX = "thanks:"
#: A message that was not sent → why the customer was not thanked. Whatever else held it up counts as missed.
UNSENT = {
    Message.Skipped.OPTED_OUT: Reason.REFUSED,
    Message.Skipped.NO_CONSENT: Reason.NO_CONSENT,
    Message.Skipped.NO_ADDRESS: Reason.NO_ADDRESS,
}


def held(messages: Sequence[Message], at: datetime) -> dict[int, Message.Skipped]:
    """At the moment of sending: whoever is in trouble by now is not thanked. For `crm.outbox.checks`."""
    rows = _rows_of([message.key for message in messages if message.key.startswith(PREFIX)])
    found = troubles_of([Parcel(row.customer_id, row.waybill) for row in rows.values() if not row.trouble])
    return {
        message.pk: Message.Skipped.HELD
        for message in messages
        if (row := rows.get(message.key)) and (row.trouble or Parcel(row.customer_id, row.waybill) in found)
    }


def heard(keys: list[str], state: str, at: datetime) -> None:
    """What became of these messages. For `crm.outbox.followers`.

    writes   customers_thankyou, customers_task
    """
    rows = _rows_of(keys)
    if state in (Message.State.ACCEPTED, Message.State.DELIVERED):
        ThankYou.objects.filter(pk__in=[row.pk for row in rows.values()], done_at=None).update(done_at=at)
    elif state == Message.State.SKIPPED:
        skipped = dict(Message.objects.filter(key__in=keys).values_list("key", "skipped"))
        for key, row in rows.items():
            _unsent(row, skipped.get(key, ""), at=at)


def _unsent(row: ThankYou, skipped: str, *, at: datetime) -> None:
    if skipped == Message.Skipped.HELD:
        asked = Parcel(row.customer_id, row.waybill)
        apologise(row, troubles_of([asked]).get(asked, Trouble.COMPLAINT), row.waybill, at=at)
    elif reason := UNSENT.get(Message.Skipped(skipped)) if skipped else None:
        row.way, row.reason = Way.NONE, reason
        row.save(update_fields=["way", "reason"])


def _rows_of(keys: Sequence[str]) -> dict[str, ThankYou]:
    told = [key.split(":") for key in keys]
    if not told:
        return {}
    rows = ThankYou.objects.filter(
        customer__in={int(customer) for _prefix, customer, _day in told}, day__in={day for *_rest, day in told}
    ).select_related("customer")
    return {key: row for row in rows if (key := key_of(row.customer_id, row.day)) in set(keys)}
