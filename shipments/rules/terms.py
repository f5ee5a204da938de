"""The words that the operating rules are written in.

Pure. The values are those of the database and of the API.
"""

from enum import StrEnum

from outlets.rules.outlet_kind import OutletKind

__all__ = ["SHIFT_ALIASES", "ExtensionFrom", "Goods", "OutletKind", "ProblemCategory", "Shift"]


class Shift(StrEnum):
    """The run of the line-haul truck that brings the goods (班次)."""

    EARLY = "early"
    MID = "mid"
    EVENING = "evening"


class Goods(StrEnum):
    """What the goods of a truck count as, once the hour of its arrival is known."""

    EARLY = "early"
    LATE_TRUCK = "late_truck"
    MID = "mid"
    EVENING = "evening"


class ProblemCategory(StrEnum):
    """The classes of problem pieces (问题件) that the rules tell apart."""

    DELIVERY = "delivery"
    DAMAGE = "damage"
    TRANSFER = "transfer"
    OTHER = "other"


class ExtensionFrom(StrEnum):
    """What a late truck's delay is counted from where the deadline moves along with it."""

    CUTOFF = "cutoff"
    SCHEDULE = "schedule"


#: What foreign files call a shift. The network's own text calls the early run 晚班件 once: the truck
#: drives by night and the goods go out in the morning.
SHIFT_ALIASES = {
    "早班": Shift.EARLY,
    "早班件": Shift.EARLY,
    "晚班件": Shift.EARLY,
    "上午": Shift.EARLY,
    "上午派件": Shift.EARLY,
    "中班": Shift.MID,
    "中班件": Shift.MID,
    "下午": Shift.MID,
    "下午派件": Shift.MID,
    "晚班": Shift.EVENING,
    "晚间": Shift.EVENING,
    **{shift.value: shift for shift in Shift},
}
