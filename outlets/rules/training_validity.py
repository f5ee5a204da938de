"""How long a passed course holds. Pure."""

from calendar import monthrange
from datetime import date


def valid_until(held_on: date, months: int | None) -> date | None:
    """The last day on which it holds; None when it holds for ever.

    months   a course of the 31st January that holds one month holds until the last day of February
    """
    if months is None:
        return None
    year, month = divmod(held_on.year * 12 + held_on.month - 1 + months, 12)
    return date(year, month + 1, min(held_on.day, monthrange(year, month + 1)[1]))
