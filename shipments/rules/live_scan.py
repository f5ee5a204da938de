"""When a scan at the desk happened, by two clocks of the browser that counted since.

Pure. The server's receipt less what the browser's steady clock counted is the scan's time. Its wall clock must agree:
a machine that slept stops the steady one, a clerk may turn the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shipments.rules.evidence import grade_by_age

#: Clocks that drift no further apart than this agree.
AGREE_WITHIN = timedelta(seconds=1)
#: Further apart than this, one of them has jumped: such a scan is no evidence for a machine.
JUMPED_BEYOND = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Placed:
    """A scan's place in time, with its band and grade."""

    occurred_at: datetime
    error_ms: int
    grade: str


def placed(received_at: datetime, *, ago: timedelta, wall_ago: timedelta | None = None) -> Placed:
    """
    ago         since the scan by the steady clock, at the moment of sending
    wall_ago    the same by the wall clock; None when nobody counted it
    """
    ago = max(ago, timedelta(0))
    apart = abs((ago if wall_ago is None else wall_ago) - ago)
    error = timedelta(0) if apart <= AGREE_WITHIN else apart
    grade = "D" if apart > JUMPED_BEYOND else grade_by_age(ago)
    return Placed(received_at - ago, int(error / timedelta(milliseconds=1)), grade)
