"""What the demo's customers were written: two batches of greetings, thank-yous of these days, and messages in every
state, some of which wait for a person. Straight into the tables; all of it lies before `at` but what waits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from crm.outbox.models import Attempt, Batch, Message, Receipt, Reply, SpentDay, Suppression, Template
from crm.outbox.rules.message_states import MAY_HAVE_ARRIVED
from crm.shared.days import midnight
from customers.models import Customer
from shipments.models import Waybill

State, Skipped = Message.State, Message.Skipped
BATCH = 1000
GREETED, GREETED_AGAIN, THANKED = 600, 160, 120
YUAN = Decimal("0.045")
FEAST = "【驿客】又是一年佳节，愿您和家人平安喜乐，感谢一路相伴！拒收请回复R"


@dataclass(frozen=True, slots=True)
class End:
    """How a message of the demo has ended: of a hundred, so many."""

    share: int
    state: str
    skipped: str = ""
    error: str = ""


ENDS = (
    End(79, State.DELIVERED),
    End(5, State.UNRECEIPTED),
    End(3, State.FAILED, error="MK:0001 空号"),
    End(5, State.SKIPPED, Skipped.OPTED_OUT),
    End(4, State.SKIPPED, Skipped.NO_CONSENT),
    End(3, State.SKIPPED, Skipped.CAPPED),
    End(1, State.SKIPPED, Skipped.HELD),
)
STOPPED = (End(40, State.DELIVERED), End(60, State.SKIPPED, Skipped.STOPPED))
THANKS = (End(80, State.DELIVERED), End(14, State.ACCEPTED), End(6, State.SKIPPED, Skipped.HELD))
#: At the first outlet, whatever the dice say.
SHOWN = (
    End(1, State.UNKNOWN, error="Read timed out."),
    End(1, State.UNKNOWN, error="The worker ended before the provider had answered."),
    End(1, State.UNKNOWN, error="Read timed out."),
    End(1, State.DEAD, error="isv.MOBILE_NUMBER_ILLEGAL 号码格式不正确"),
    End(1, State.DEAD, error="isv.SMS_TEMPLATE_ILLEGAL 模板未通过审核"),
    End(1, State.PENDING),
    End(1, State.PENDING),
    End(1, State.FAILED, error="MK:0001 空号"),
)


def write_messages(*, seed: int, at: datetime) -> None:
    """writes   outbox_template, outbox_batch, outbox_message, outbox_attempt, outbox_receipt, outbox_reply, …"""
    rng = Random(f"{seed} messages")
    logins = User.objects.filter(username__startswith=USERNAME_PREFIX)
    people = {user.username.removeprefix(USERNAME_PREFIX): user for user in logins}
    _write_templates(people, at=at)
    customers = list(Customer.objects.current().exclude(phone="").order_by("outlet__code", "pk")[:GREETED])
    greeted = [
        *_greetings(customers, "国庆问候", ENDS, rng, by=people["crg"], at=_morning(at, 40)),
        *_greetings(
            customers[:GREETED_AGAIN], "立冬问候（文案有误）", STOPPED, rng, by=people["crg"], at=_morning(at, 15)
        ),
    ]
    written = sorted([*greeted, *_thanks(rng, at=at)], key=lambda each: each.created_at)
    made = Message.objects.bulk_create(written, batch_size=BATCH)
    Batch.objects.filter(name__startswith="立冬").update(
        stopped_at=_morning(at, 15) + timedelta(minutes=4), stopped_by=people["operations"]
    )
    _write_answers(made, rng)
    _write_spending(made)


def _write_templates(people: dict[str, User], *, at: datetime) -> None:
    """One that waits for its second person, a draft, and a text that is out of use."""
    feast = {"channel": "sms", "purpose": "promotion", "text": FEAST, "written_by": people["crg"]}
    ago = {days: at - timedelta(days=days) for days in (1, 2, 60, 90)}
    Template.objects.bulk_create(
        [
            Template(code="new_year", written_at=ago[2], proposed_at=ago[1], **feast),
            Template(code="spring_festival", written_at=ago[1], **feast),
            Template(
                code="national_day",
                written_at=ago[90],
                proposed_at=ago[90],
                approved_at=ago[90],
                approved_by=people["executive"],
                retired_at=ago[60],
                **feast,
            ),
        ]
    )


def _morning(at: datetime, days: int) -> datetime:
    return midnight(timezone.localdate(at) - timedelta(days=days)) + timedelta(hours=8, minutes=30)


def _greetings(
    customers: Sequence[Customer], name: str, ends: Sequence[End], rng: Random, *, by: User, at: datetime
) -> Iterator[Message]:
    text = Template.objects.in_force().get(code="holiday", channel="sms")
    batch = Batch.objects.create(name=name, key=f"demo:{name}", opened_at=at - timedelta(hours=16), opened_by=by)
    shares = [end.share for end in ends]
    for customer, end in zip(customers, rng.choices(ends, shares, k=len(customers)), strict=True):
        key = f"demo:{batch.pk}:{customer.pk}"
        yield _message(key, customer, text, end, at + timedelta(seconds=rng.randrange(240)), batch=batch)


def _thanks(rng: Random, *, at: datetime) -> Iterator[Message]:
    """Of waybills of these days; those of the first outlet come to every other end."""
    text = Template.objects.in_force().get(code="thanks", channel="sms")
    sent = Waybill.objects.exclude(customer=None).exclude(customer__phone="").select_related("customer")
    of_first = list(sent.order_by("customer__outlet__code", "-pk")[: len(SHOWN)])
    others = list(sent.exclude(pk__in=[each.pk for each in of_first]).order_by("-pk")[:THANKED])
    ends = [*SHOWN, *rng.choices(THANKS, [end.share for end in THANKS], k=len(others))]
    for place, (waybill, end) in enumerate(zip([*of_first, *others], ends, strict=False)):
        due = at + timedelta(hours=14) if end.state == State.PENDING else at - timedelta(hours=2 + place * 0.5)
        values = {"waybill": waybill.number}
        yield _message(f"demo:thanks:{waybill.pk}", waybill.customer, text, end, due, values=values)


def _message(key: str, customer: Customer, text: Template, end: End, due: datetime, **more: object) -> Message:
    handed = end.state in MAY_HAVE_ARRIVED
    ended = end.state in (State.DELIVERED, State.FAILED, State.SKIPPED, State.DEAD)
    sent_at = due + timedelta(seconds=20)
    return Message(
        key=key,
        channel=text.channel,
        purpose=text.purpose,
        outlet_id=customer.outlet_id,
        subject=f"customer:{customer.pk}",
        address=customer.phone,
        template=text,
        due_at=due,
        expires_at=due + timedelta(hours=30),
        created_at=due - timedelta(hours=15),
        state=end.state,
        skipped=end.skipped,
        error=end.error,
        attempts=3 if end.state == State.DEAD else int(handed),
        segments=int(handed),
        cost_yuan=YUAN * handed,
        provider="embedded" if handed or end.state == State.DEAD else "",
        submitted_at=sent_at if handed else None,
        ended_at=sent_at + timedelta(seconds=9) if ended else None,
        **more,
    )


def _write_answers(made: Sequence[Message], rng: Random) -> None:
    """What the provider has said to each, what phones have confirmed, and what two customers have answered."""
    outcomes = {State.UNKNOWN: Attempt.Outcome.UNKNOWN, State.DEAD: Attempt.Outcome.REFUSED}
    tried = [each for each in made if each.provider]
    Attempt.objects.bulk_create(
        [
            Attempt(
                message=each,
                provider=each.provider,
                address=each.address,
                at=each.submitted_at or each.due_at,
                outcome=outcomes.get(State(each.state), Attempt.Outcome.ACCEPTED),
                answered_at=each.submitted_at or each.due_at,
                error=each.error if each.state in outcomes else "",
            )
            for each in tried
        ],
        batch_size=BATCH,
    )
    told = [each for each in made if each.state in (State.DELIVERED, State.FAILED)]
    Receipt.objects.bulk_create([_receipt(each) for each in told], batch_size=BATCH)
    for each, words in zip(rng.sample(told, min(3, len(told))), ("R", "谢谢", "退订"), strict=False):
        _reply(each, words)


def _receipt(message: Message) -> Receipt:
    delivered, at = message.state == State.DELIVERED, message.ended_at
    code = "DELIVRD" if delivered else message.error
    key = f"demo:{message.key}"
    return Receipt(
        provider="embedded", key=key, message=message, delivered=delivered, code=code[:40], at=at, received_at=at
    )


def _reply(message: Message, words: str) -> None:
    at, refuses = message.ended_at + timedelta(minutes=7), words != "谢谢"
    key, address = f"demo:{message.key}", message.address
    Reply.objects.create(
        provider="embedded", key=key, address=address, text=words, at=at, received_at=at, refuses=refuses
    )
    if refuses:
        source = Suppression.Source.REPLY
        Suppression.objects.get_or_create(
            channel=message.channel,
            address=address,
            purpose="",
            ended_at=None,
            defaults={"source": source, "proof": words, "since": at},
        )


def _write_spending(made: Sequence[Message]) -> None:
    spent: dict[object, Decimal] = {}
    for each in made:
        if each.submitted_at:
            day = timezone.localdate(each.submitted_at)
            spent[day] = spent.get(day, Decimal(0)) + each.cost_yuan
    SpentDay.objects.bulk_create([SpentDay(day=day, yuan=yuan) for day, yuan in spent.items()])
