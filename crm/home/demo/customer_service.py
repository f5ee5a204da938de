"""The clerks' days of the demo: calls about late parcels, calls to be made again, promises.

Straight into the tables, set by set: what the services would refuse is not made up in the first place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.models import CallScript, Membership
from shipments.models import Call, CallRetry, DeliveryRun, Negotiation, Piece
from shipments.models.calls import ENDED

BACK = timedelta(days=3)
#: Clerks also call before a delivery: what is due within this span.
AHEAD = timedelta(hours=4)
MOST = 400
MINUTE = timedelta(minutes=1)
#: Who telephones where there is no clerk for customers: the first of these that the outlet has.
CALLERS = (Role.SERVICE_CLERK, Role.WAYBILL_CLERK, Role.MANAGER)
NOTES = ("18点后在家", "放前台即可", "下班后方便", "请提前半小时电话", "")
REMARKS = ("收件人同意晚送", "已致歉，客户谅解", "改送公司前台", "")


@dataclass(slots=True)
class _Day:
    """What is written at the end, in one go a table."""

    rng: Random
    at: datetime
    callers: Mapping[int, User]
    scripts: Mapping[str, CallScript]
    calls: list[Call] = field(default_factory=list)
    retries: list[CallRetry] = field(default_factory=list)
    negotiations: list[Negotiation] = field(default_factory=list)

    def call(self, run: DeliveryRun, result: str, *, at: datetime, note: str = "") -> Call:
        late = run.clock.delivery_due_at <= at
        script = self.scripts.get("delay" if late else "delivery")
        way = ["greet", "sorry", "agreed"] if late else ["greet", "reason", "today"]
        call = Call(
            event_id=UUID(int=self.rng.getrandbits(128), version=4),
            waybill=run.waybill,
            outlet_id=run.outlet_id,
            party=Call.Party.RECEIVER,
            direction=Call.Direction.OUT,
            result=result,
            note=note,
            script=script,
            steps=way if script and result == "reached" else [],
            called_at=at,
            by=self.callers[run.outlet_id],
        )
        self.calls.append(call)
        return call

    def retry(self, run: DeliveryRun, call: Call) -> None:
        due_at = call.called_at + 30 * MINUTE
        self.retries.append(
            CallRetry(call=call, waybill=run.waybill, outlet_id=run.outlet_id, party=call.party, due_at=due_at)
        )

    def promise(self, run: DeliveryRun, call: Call, *, promised_at: datetime) -> None:
        self.negotiations.append(
            Negotiation(
                event_id=UUID(int=self.rng.getrandbits(128), version=4),
                waybill=run.waybill,
                outlet_id=run.outlet_id,
                partner=Negotiation.Partner.RECEIVER,
                call=call,
                agreed=Negotiation.Agreed.DELIVER,
                promised_at=promised_at,
                remark=self.rng.choice(REMARKS),
                made_at=call.called_at + MINUTE,
                by=call.by,
            )
        )


def write_customer_service(*, seed: int, at: datetime) -> None:
    """writes   shipments_call, shipments_callretry, shipments_negotiation"""
    day = _Day(
        rng=Random(f"{seed} customer service"),
        at=at,
        callers=_callers(),
        scripts={script.occasion: script for script in CallScript.objects.in_force()},
    )
    recent = DeliveryRun.objects.filter(
        dropped=False, delivers=True, clock__started=True, clock__day__gte=(at - BACK).date()
    ).select_related("waybill", "clock")
    ended = Piece.objects.filter(waybill=OuterRef("waybill"), kind=Piece.Kind.MASTER, state__in=ENDED)
    open_ = recent.filter(delivered_at=None, clock__delivery_due_at__lte=at + AHEAD).exclude(Exists(ended))
    _about_open(day, _one_a_waybill(open_, day))
    _about_late(day, _one_a_waybill(recent.filter(delivered_at__gt=F("clock__delivery_due_at")), day))
    Call.objects.bulk_create(day.calls)
    CallRetry.objects.bulk_create(day.retries)
    Negotiation.objects.bulk_create(day.negotiations)


def _one_a_waybill(runs: QuerySet[DeliveryRun], day: _Day) -> Iterable[DeliveryRun]:
    found = {run.waybill_id: run for run in runs.order_by("outlet__code", "waybill__number", "pk")[:MOST]}
    return [run for run in found.values() if run.outlet_id in day.callers]


def _about_open(day: _Day, runs: Iterable[DeliveryRun]) -> None:
    """Not yet delivered: some were not reached, some have a promise, which of the late ones is broken already."""
    numbers: dict[int, int] = {}
    for run in runs:
        number = numbers[run.outlet_id] = numbers.get(run.outlet_id, -1) + 1
        late = day.at - run.clock.delivery_due_at
        called_at = day.at - timedelta(minutes=day.rng.randrange(6, 50))
        match number % 5:
            case 0:
                day.retry(run, day.call(run, "no_answer", at=called_at))
            case 1:
                call = day.call(run, "reached", at=called_at, note=day.rng.choice(NOTES))
                promised_at = (day.at + timedelta(hours=day.rng.randrange(1, 5))).replace(
                    minute=0, second=0, microsecond=0
                )
                day.promise(run, call, promised_at=max(promised_at, call.called_at + 30 * MINUTE))
            case 2 if late > timedelta(minutes=40):
                call = day.call(run, "reached", at=run.clock.delivery_due_at + 5 * MINUTE)
                day.promise(run, call, promised_at=call.called_at + 30 * MINUTE)
            case 3:
                day.call(run, day.rng.choice(("reached", "refused", "reschedule")), at=called_at)


def _about_late(day: _Day, runs: Iterable[DeliveryRun]) -> None:
    """Delivered in the end: as promised, or later than that."""
    for number, run in enumerate(runs):
        span = run.delivered_at - run.clock.delivery_due_at
        if number % 3 or span < 20 * MINUTE:
            continue
        call = day.call(run, "reached", at=run.clock.delivery_due_at + MINUTE, note=day.rng.choice(NOTES))
        day.promise(run, call, promised_at=run.delivered_at + (15 if number % 2 else -5) * MINUTE)


def _callers() -> dict[int, User]:
    found: dict[int, User] = {}
    posts = Membership.objects.filter(role__in=CALLERS).select_related("user").order_by("-user__password", "pk")
    for role in CALLERS:
        for post in posts:
            if post.role == role:
                found.setdefault(post.outlet_id, post.user)
    return found
