"""Who works on what waits in a queue.

Pure. A claim ends by itself, so that nothing stays with somebody who has gone home.
"""

from datetime import datetime, timedelta

HOLDS = timedelta(minutes=30)


def is_free(claimed_by: int | None, claimed_at: datetime | None, *, by: int, at: datetime) -> bool:
    """Whether this person may take it: nobody has it, it is theirs already, or the claim has run out."""
    return claimed_by is None or claimed_at is None or claimed_by == by or at - claimed_at >= HOLDS
