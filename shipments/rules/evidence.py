"""How far a scan's time can be trusted, as a grade that both sides of a fine are shown.

Pure. A told at once; B a phone offline with an anchor, or a desk or server within three days; C a phone offline over a
restart, or a server's older news; D a clock that jumped. C and D are never fined by machine. What "at once" means of a
phone, whose clock is not a server's, stands in `phone_clock.py`.
"""

from datetime import timedelta

#: For every server's own clock, and for a desk whose browser counted.
AT_ONCE_WITHIN = timedelta(minutes=10)
TRUSTED_WITHIN = timedelta(hours=72)
#: An event further ahead of our clock than this is refused.
FUTURE_TOLERANCE = timedelta(minutes=2)
FINABLE = frozenset("AB")
#: A scan that came in longer after it was made is a late upload: a measure of the line, never a fine.
LATE_UPLOAD_AFTER = timedelta(hours=4)


def grade_by_age(age: timedelta) -> str:
    """The grade of an event of a server's own clock (a partner, an import) or of a desk, by how old it came in."""
    if age <= AT_ONCE_WITHIN:
        return "A"
    return "B" if age <= TRUSTED_WITHIN else "C"
