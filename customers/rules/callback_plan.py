"""On which day a customer is called: by its tier's rhythm, spread over the outlet's working days. Pure.

A rhythm counts from the last callback; who was never called gets an own day within the first rhythm, so that a network
that begins does not owe everybody a call at once. A day takes no more calls than the window's days share evenly, nor
more than `MOST_A_DAY`; what does not fit waits for the next plan, the higher tier and the longer waiting first.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

#: Working days that a plan looks ahead.
WINDOW = 5
#: Calls that an outlet can make in a day beside its other work.
MOST_A_DAY = 12
#: Somebody who has not sent for so long is no longer asked how content it is: that is churn's matter.
SENT_WITHIN = timedelta(days=180)
#: Times that nobody answers before the callback is closed as not reached.
MOST_TRIES = 3
#: A planned call that nobody made for so long is missed, and the rhythm begins anew.
MISSED_AFTER = timedelta(days=14)
#: As long as a customer may be put off.
LONGEST_SNOOZE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Owed:
    """A customer to whom its tier owes a call from `due_on` on."""

    customer_id: int
    tier: str
    due_on: date

    @property
    def rank(self) -> tuple[str, date, int]:
        """A before B before C, then who has waited longest."""
        return self.tier, self.due_on, self.customer_id


def due_on(customer_id: int, *, every: int, called_on: date | None, since: date) -> date:
    """When the rhythm wants the next call, working day or not.

    every      days of the tier's rhythm
    called_on  when the last callback ended, however it did
    since      when the customer got its tier; counts while it was never called
    """
    if called_on is not None:
        return called_on + timedelta(days=every)
    return since + timedelta(days=1 + customer_id % every)


def plan(owed: Collection[Owed], *, days: Sequence[date], taken: Mapping[date, int]) -> dict[int, date]:
    """The day of each customer that fits into the window.

    owed     of one outlet
    days     working days of the window, ascending
    taken    calls planned before, by day
    returns  customer → one of `days`, never before its `due_on`
    """
    wanted = [each for each in sorted(owed, key=lambda one: one.rank) if days and each.due_on <= days[-1]]
    load = Counter({day: taken.get(day, 0) for day in days})
    even = min(MOST_A_DAY, ceil((len(wanted) + load.total()) / max(1, len(days))))
    planned: dict[int, date] = {}
    for share in (even, MOST_A_DAY):
        for each in wanted:
            free = next((day for day in days if day >= each.due_on and load[day] < share), None)
            if free is not None and each.customer_id not in planned:
                planned[each.customer_id] = free
                load[free] += 1
    return planned
