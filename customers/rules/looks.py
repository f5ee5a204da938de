"""When somebody has looked at, or taken away, unusually much personal data in a day.

Pure. A person is measured by the own days before: who always calls many customers is no alarm, who suddenly does is.
"""

from dataclasses import dataclass
from enum import StrEnum

#: Fewer looks in a day are the work of any clerk.
LEAST = 15
#: So many times the own usual day is unusual.
TIMES = 3
#: So many rows taken out of the system in a day are worth a question.
ROWS = 500


class Alarm(StrEnum):
    CAP = "cap"
    LOOKS = "looks"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a person did in a day.

    looks     whole numbers and addresses shown
    refused   looks beyond the cap
    rows      rows exported
    usual     looks of a usual day: the mean of the days with any in the four weeks before; 0: there was none
    """

    looks: int
    refused: int
    rows: int
    usual: float


def alarms(day: Looked) -> tuple[Alarm, ...]:
    """What is unusual about it, the gravest first."""
    found = {
        Alarm.CAP: day.refused > 0,
        Alarm.ROWS: day.rows >= ROWS,
        Alarm.LOOKS: day.looks >= LEAST and day.looks >= TIMES * day.usual,
    }
    return tuple(alarm for alarm, holds in found.items() if holds)
