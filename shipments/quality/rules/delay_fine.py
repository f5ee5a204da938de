"""Which of several breaches is the one delay fine that a waybill and run can bear.

Pure. Late delivery (DL), late problem registration (PR) and invalid remarks (IV) share the fine: the one
established first is charged; in a tie the delivery goes before the problem and the problem before the remark.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: In the order of a tie.
FAMILIES = ("DL", "PR", "IV")


@dataclass(frozen=True, slots=True)
class Delay:
    """
    established_at    aware; from when on nothing the outlet did could undo the breach
    """

    rule: str
    established_at: datetime


def delay_charge(delays: Iterable[Delay]) -> Delay | None:
    """The delay to charge, or None when there is none."""
    return min(delays, key=lambda one: (one.established_at, FAMILIES.index(one.rule[:2])), default=None)
