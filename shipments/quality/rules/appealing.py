"""Appealing a fine: in which instance, in time or late, decided by whom, and what remains to be paid. Pure.

source   industry practice: 24 to 72 hours to answer, one open appeal, a second instance by another person, then final
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from shipments.quality.rules.fine_states import FineState, Step

FIRST, SECOND = 1, 2


class Window(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"


class Outcome(StrEnum):
    """Each is the state of the appeal that it decides."""

    SUSTAINED = "sustained"
    REDUCED = "reduced"
    OVERTURNED = "overturned"


class Bar(StrEnum):
    """Why somebody may not decide."""

    PART = "part"
    ISSUER = "issuer"
    APPELLANT = "appellant"
    OUTLET = "outlet"
    FIRST_DECIDER = "first_decider"


@dataclass(frozen=True, slots=True)
class Case:
    """Who has a hand in an appeal already.

    issuer          who found the violation; None: the sweep
    appellant       who lodged the appeal; None: a partner's key
    outlet          whose fine it is
    first_decider   who decided the first instance, where there was one
    """

    issuer: int | None
    appellant: int | None
    outlet: int
    first_decider: int | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """
    plays     True when the person holds a part that may decide this instance
    outlets   where the person has a post
    """

    person: int
    plays: bool
    outlets: Collection[int] = ()


def bar(case: Case, judge: Judge) -> Bar | None:
    """Why this person may not decide this case, the first reason that holds; None when nothing stands against it."""
    against = {
        Bar.PART: not judge.plays,
        Bar.ISSUER: judge.person == case.issuer,
        Bar.APPELLANT: judge.person == case.appellant,
        Bar.OUTLET: case.outlet in judge.outlets,
        Bar.FIRST_DECIDER: judge.person == case.first_decider,
    }
    return next((reason for reason, holds in against.items() if holds), None)


def instance_open(state: str, instances: Collection[int]) -> int | None:
    """The instance that an appeal lodged now would be; None when there is none (left).

    state       of the fine
    instances   those of its appeals so far
    """
    if not instances and state in {FineState.ANNOUNCED, FineState.REPLIED, FineState.SETTLED}:
        return FIRST
    if set(instances) == {FIRST} and state in {FineState.SUSTAINED, FineState.REDUCED}:
        return SECOND
    return None


def window(until: datetime, at: datetime) -> Window:
    """The very instant belongs to the outlet."""
    return Window.IN_TIME if at <= until else Window.LATE


def second_until(announced_at: datetime, reply_by: datetime, decided_at: datetime) -> datetime:
    """The second instance has as long as the first one had, from the decision on."""
    return decided_at + max(reply_by - announced_at, timedelta(0))


def yuan_after(outcome: str, balance: Decimal | None, left: Decimal | None) -> Decimal | None:
    """What remains to be paid of `balance`. Without a rate nothing is owed before, and nothing after.

    left     what the decider leaves of it; asked only for a reduction
    raises   ValueError for a reduction that is none: not strictly between nothing and all
    """
    if outcome != Outcome.REDUCED:
        return balance if outcome == Outcome.SUSTAINED or balance is None else Decimal(0)
    if balance is None or left is None or not 0 < left < balance:
        raise ValueError(left)
    return left


def step_of(outcome: str, posted: Decimal | None, remains: Decimal | None) -> Step:
    """What a decision does to the fine: one that was reduced before stays reduced when that is sustained."""
    if outcome == Outcome.OVERTURNED:
        return Step.OVERTURN
    return Step.SUSTAIN if remains == posted else Step.REDUCE
