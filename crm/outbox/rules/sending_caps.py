"""Whether one more message to an address is one too many. Pure.

source   rule L23: one offer a customer in seven days; the rest is headquarters' own limit
"""

from dataclasses import dataclass
from enum import Enum


class Cap(Enum):
    """FREE: it may go. WAIT: others are handing over to the same address just now. FULL: enough for now."""

    FREE = "free"
    WAIT = "wait"
    FULL = "full"


@dataclass(slots=True)
class SentTo:
    """
    today      messages to the address that a provider has or may have, of the network's day
    promoted   offers in the days of the limit
    others     messages that other workers are about to hand over
    """

    today: int = 0
    promoted: int = 0
    others: int = 0

    def count(self, purpose: str) -> None:
        self.today += 1
        self.promoted += purpose == "promotion"


def cap(sent: SentTo, purpose: str, *, a_day: int) -> Cap:
    if sent.today >= a_day or (purpose == "promotion" and sent.promoted):
        return Cap.FULL
    return Cap.WAIT if sent.others else Cap.FREE
