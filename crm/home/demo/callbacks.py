"""Callbacks of the demo: three months of calls made, missed and what customers said; and the plan of these days."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.roles import Role
from customers.models import Callback, CallbackAttempt, Consent, Customer, CustomerTier
from customers.rules.callback_plan import MISSED_AFTER, WINDOW
from customers.services.callbacks import REFUSED_PURPOSES, plan_callbacks
from outlets.models import CallScript, Membership

DAYS = 88
#: Of every 33 calls: how they ended, and a word that somebody noted.
SAID = (
    ("satisfied", 20, ("都挺好", "取件及时", "")),
    ("neutral", 6, ("希望取件再早些", "偶尔晚到", "")),
    ("dissatisfied", 2, ("上月两票晚到", "破损理赔太慢")),
    ("unreached", 4, ("",)),
    ("refused", 1, ("不需要回访",)),
)
MISSED = 0.12
#: Every third customer is to be called these days.
SOON = 3
CALLERS = (Role.SERVICE_CLERK, Role.MANAGER)
SUNDAY = 7
BATCH = 2000


def write_callbacks(*, seed: int, at: datetime) -> None:
    """writes   customers_callback, customers_callbackattempt, customers_consent"""
    rng, today = Random(f"{seed} callbacks"), timezone.localdate(at)
    outcomes = _outcomes(rng)
    callers = _callers()
    script = CallScript.objects.in_force().filter(occasion="callback").first()
    made: list[Callback] = []
    tries: list[CallbackAttempt] = []
    standings = CustomerTier.objects.filter(customer__state=Customer.State.ACTIVE, outlet__in=list(callers))
    for number, standing in enumerate(standings.order_by("outlet__code", "customer__code")):
        for due in _due(rng, standing.tier, soon=number % SOON == 0, today=today):
            callback = _ended(rng, standing, due, outcomes, at=at)
            made.append(callback)
            if callback.state == Callback.State.DONE:
                tries.append(_try(rng, callback, by=callers[standing.outlet_id], script=script))
            if callback.outcome == "refused":
                break
    Callback.objects.bulk_create(made, batch_size=BATCH)
    CallbackAttempt.objects.bulk_create(tries, batch_size=BATCH)
    Consent.objects.bulk_create([word for each in tries if each.outcome == "refused" for word in _refusals(each)])
    for back in (2, 1, 0):
        plan_callbacks(at - timedelta(days=back))


def _outcomes(rng: Random) -> Iterator[str]:
    """Dealt like cards, so that every outcome comes up however few calls there are."""
    deck = [outcome for outcome, count, _notes in SAID for _each in range(count)]
    while True:
        yield from rng.sample(deck, len(deck))


def _due(rng: Random, tier: str, *, soon: bool, today: date) -> list[date]:
    """A customers every month, B every second, C once in half a year: everybody was called, and has a rhythm.

    soon    the next call is due within these days
    """
    every = {"A": 30, "B": 60}.get(tier, 180)
    ago = every - rng.randrange(WINDOW) if soon else rng.randrange(every) + 1
    days = [today - timedelta(days=back) for back in range(ago, max(DAYS, ago + 1), every)]
    return [day - timedelta(days=day.isoweekday() == SUNDAY) for day in reversed(days)]


def _ended(rng: Random, standing: CustomerTier, due: date, outcomes: Iterator[str], *, at: datetime) -> Callback:
    missed = rng.random() < MISSED and due + MISSED_AFTER < timezone.localdate(at)
    outcome = "" if missed else next(outcomes)
    closed_on = due + (MISSED_AFTER + timedelta(days=1) if missed else timedelta(days=rng.choice((0, 0, 0, 1))))
    hour = time(5, 10) if missed else time(rng.randrange(9, 18), rng.randrange(60))
    return Callback(
        customer_id=standing.customer_id,
        outlet_id=standing.outlet_id,
        tier=standing.tier,
        due_on=due,
        planned_at=timezone.make_aware(datetime.combine(due - timedelta(days=5), time(5, 10))),
        state=Callback.State.MISSED if missed else Callback.State.DONE,
        outcome=outcome,
        attempts=0 if missed else 3 if outcome == "unreached" else 1,
        closed_at=min(timezone.make_aware(datetime.combine(closed_on, hour)), at - timedelta(minutes=30)),
    )


def _try(rng: Random, callback: Callback, *, by: User, script: CallScript | None) -> CallbackAttempt:
    notes = next(notes for name, _weight, notes in SAID if name == callback.outcome)
    return CallbackAttempt(
        callback=callback,
        outlet_id=callback.outlet_id,
        script=script,
        outcome=callback.outcome,
        note=rng.choice(notes),
        at=callback.closed_at,
        by=by,
    )


def _refusals(attempt: CallbackAttempt) -> Iterator[Consent]:
    for purpose in REFUSED_PURPOSES:
        yield Consent(
            customer_id=attempt.callback.customer_id,
            outlet_id=attempt.outlet_id,
            channel=Consent.Channel.CALL,
            purpose=purpose,
            given=False,
            source="callback",
            proof=attempt.note,
            at=attempt.at,
            by=attempt.by,
        )


def _callers() -> dict[int, User]:
    found: dict[int, User] = {}
    posts = Membership.objects.filter(role__in=CALLERS).select_related("user").order_by("-user__password", "pk")
    for role in CALLERS:
        for post in posts:
            if post.role == role:
                found.setdefault(post.outlet_id, post.user)
    return found
