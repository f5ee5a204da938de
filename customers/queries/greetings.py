"""How many are greeted, how, who is not and why; what became of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Message
from customers.models import DoNotGreet, Greeting, GreetingPlan

FEAST_WORDS: Mapping[str, "str | Promise"] = MappingProxyType(
    {
        "new_year": _("New Year"),
        "spring_festival": _("Spring Festival"),
        "lantern": _("Lantern Festival"),
        "womens_day": _("Women's Day"),
        "labour_day": _("Labour Day"),
        "dragon_boat": _("Dragon Boat Festival"),
        "mid_autumn": _("Mid-Autumn Festival"),
        "national_day": _("National Day"),
        "double_ninth": _("Double Ninth Festival"),
    }
)
State = Message.State
#: Steps of the funnel: a message in one of these states has come so far.
ACCEPTED = (State.ACCEPTED, State.DELIVERED, State.FAILED, State.UNRECEIPTED)


def feast_words(code: str) -> str:
    return str(FEAST_WORDS.get(code, code))


@dataclass(frozen=True, slots=True)
class Tally:
    """A plan's list: customers by (way, reason) and by (tier, way)."""

    by_reason: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_tier: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.by_reason.total()

    @property
    def greeted(self) -> int:
        return sum(count for (way, _reason), count in self.by_reason.items() if way != Greeting.Way.NONE)

    def way(self, way: str) -> int:
        return sum(count for (each, _reason), count in self.by_reason.items() if each == way)

    def reasons(self) -> list[tuple[str, int]]:
        """Why some are not greeted, the most frequent reason first."""
        left_out = Counter({reason: count for (_way, reason), count in self.by_reason.items() if reason})
        return left_out.most_common()


def tally(plan: GreetingPlan, user: object) -> Tally:
    """One aggregate over the plan's list, as far as the asker sees it."""
    found = Tally()
    rows = Greeting.objects.visible_to(user).filter(plan=plan).order_by()
    for tier, way, reason, count in rows.values_list("tier", "way", "reason").annotate(n=Count("pk")):
        found.by_reason[way, reason] += count
        found.by_tier[tier, way] += count
    return found


@dataclass(frozen=True, slots=True)
class Result:
    """
    states    of messages that were posted → how many
    skipped   why not sent → how many
    called    calls made, of `calls`
    """

    states: Counter[str]
    skipped: Counter[str]
    calls: int
    called: int

    @property
    def posted(self) -> int:
        return self.states.total()

    @property
    def accepted(self) -> int:
        return sum(self.states[state] for state in ACCEPTED)


def result(plan: GreetingPlan, user: object) -> Result:
    messages = Message.objects.visible_to(user).filter(batch=plan.batch_id).order_by()
    states: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for state, why, count in messages.values_list("state", "skipped").annotate(n=Count("pk")):
        states[state] += count
        if state == State.SKIPPED:
            skipped[why] += count
    calls = Greeting.objects.visible_to(user).filter(plan=plan, way=Greeting.Way.CALL)
    told = calls.aggregate(
        calls=Count("task"), called=Count("task", filter=Q(task__done_at__isnull=False, task__done_by__isnull=False))
    )
    return Result(states, skipped, told["calls"], told["called"])


def silences(customer_id: int, today: date) -> QuerySet[DoNotGreet]:
    """Times in which the customer is not greeted: those that run, and those to come."""
    running = Q(until=None) | Q(until__gte=today)
    return DoNotGreet.objects.filter(running, customer=customer_id, ended_at=None).select_related("noted_by")
