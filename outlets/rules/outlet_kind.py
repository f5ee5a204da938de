"""Whether an outlet delivers what comes in on the day it comes in (即日件网点). Pure."""

from enum import StrEnum


class OutletKind(StrEnum):
    """Decides delivery and sign-entry deadlines (S2 5.5.4)."""

    SAME_DAY = "same_day"
    NON_SAME_DAY = "non_same_day"
