"""The life of a fine: which step leads from which state to which. Pure.

Nothing else knows it: services ask `after` for one fine, and `before` for the condition of an UPDATE of many.
"""

from enum import StrEnum


class FineState(StrEnum):
    POSTED = "posted"
    ANNOUNCED = "announced"
    REPLIED = "replied"
    APPEALED = "appealed"
    SUSTAINED = "sustained"
    REDUCED = "reduced"
    OVERTURNED = "overturned"
    WAIVED = "waived"
    VOID = "void"
    SETTLED = "settled"


class Step(StrEnum):
    """
    REPLY     the outlet has said something; the time to appeal runs on
    APPEAL    an appeal is open: lodged in time, or late and with leave; also the second instance
    SETTLE    the time to reply has passed
    VOID      later news took the violation back
    WAIVE     a relief order covers it
    """

    ANNOUNCE = "announce"
    REPLY = "reply"
    APPEAL = "appeal"
    SUSTAIN = "sustain"
    REDUCE = "reduce"
    OVERTURN = "overturn"
    SETTLE = "settle"
    VOID = "void"
    WAIVE = "waive"


_S = FineState
#: Something is owed, or may be: what a relief order finds to waive.
OWED = frozenset(_S) - {_S.OVERTURNED, _S.WAIVED, _S.VOID}

MOVES: dict[Step, tuple[frozenset[FineState], FineState]] = {
    Step.ANNOUNCE: (frozenset({_S.POSTED}), _S.ANNOUNCED),
    Step.REPLY: (frozenset({_S.ANNOUNCED, _S.REPLIED}), _S.REPLIED),
    Step.APPEAL: (frozenset({_S.ANNOUNCED, _S.REPLIED, _S.SETTLED, _S.SUSTAINED, _S.REDUCED}), _S.APPEALED),
    Step.SUSTAIN: (frozenset({_S.APPEALED}), _S.SUSTAINED),
    Step.REDUCE: (frozenset({_S.APPEALED}), _S.REDUCED),
    Step.OVERTURN: (frozenset({_S.APPEALED}), _S.OVERTURNED),
    Step.SETTLE: (frozenset({_S.ANNOUNCED, _S.REPLIED}), _S.SETTLED),
    Step.VOID: (frozenset(_S) - {_S.VOID}, _S.VOID),
    Step.WAIVE: (OWED, _S.WAIVED),
}


def before(step: Step) -> frozenset[FineState]:
    """The states from which this step may be taken."""
    return MOVES[step][0]


def after(state: str, step: Step) -> FineState | None:
    """Where this step leads from `state`; None where it may not be taken."""
    possible, to = MOVES[step]
    return to if state in possible else None
