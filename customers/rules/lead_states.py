"""How a lead moves, and when its next step is due.

Pure. New → contacted → quoted → won or lost, any step skipped forwards; a lost one may be taken up again.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum


class State(StrEnum):
    NEW = "new"
    CONTACTED = "contacted"
    QUOTED = "quoted"
    WON = "won"
    LOST = "lost"


#: The way to a customer: who stands at one stage has been through those before.
STAGES = (State.NEW, State.CONTACTED, State.QUOTED, State.WON)
CLOSED = frozenset({State.WON, State.LOST})
OPEN = frozenset(State) - CLOSED
MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.CONTACTED, State.QUOTED, State.WON, State.LOST}),
    State.CONTACTED: frozenset({State.QUOTED, State.WON, State.LOST}),
    State.QUOTED: frozenset({State.WON, State.LOST}),
    State.WON: frozenset(),
    State.LOST: frozenset({State.CONTACTED}),
}
#: How long a lead may wait in a state before somebody takes its next step.
PATIENCE = {State.NEW: timedelta(hours=2), State.CONTACTED: timedelta(days=2), State.QUOTED: timedelta(days=3)}
#: Nobody answered: tried again the day after.
UNREACHED = timedelta(days=1)
OFFICE_FROM, OFFICE_UNTIL = time(9), time(18)


def may_become(state: str, goal: str) -> bool:
    return State(goal) in MOVES[State(state)]


def stages_from(stage: str) -> tuple[State, ...]:
    """This stage and those behind it: whoever stands at one of them has reached it."""
    return STAGES[STAGES.index(State(stage)) :]


def next_step_at(state: str, at: datetime, *, unreached: bool = False) -> datetime | None:
    """When the next step is due, within office hours; None for a closed lead.

    at   aware, in the network's own zone
    """
    patience = UNREACHED if unreached else PATIENCE.get(State(state))
    return None if patience is None or state in CLOSED else in_office(at + patience)


def in_office(at: datetime) -> datetime:
    """The same instant, or the next morning's first hour when nobody telephones then."""
    if at.time() < OFFICE_FROM:
        return datetime.combine(at.date(), OFFICE_FROM, at.tzinfo)
    if at.time() >= OFFICE_UNTIL:
        return datetime.combine(at.date() + timedelta(days=1), OFFICE_FROM, at.tzinfo)
    return at
