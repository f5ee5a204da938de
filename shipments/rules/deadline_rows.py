"""When each duty falls due: the rows, and the tables of the first edition.

Pure. Of a duty's rows the first one fits that names the outlet kind and the goods, and whose `until` the
receipt has not passed. The duty is then due at the latest of all that the row names: a time of day, minutes
after receipt, the delivery's own deadline.
"""

from dataclasses import dataclass

from shipments.rules.terms import Goods, OutletKind
from shipments.rules.walltime import WallTime


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """
    until            receipts up to this time of the base day; None for all that are left
    until_included   whether the very instant of `until` still belongs to this row
    by               due at this time of day
    within           due so many minutes after receipt
    with_delivery    due together with the delivery
    cap_at           never due later than this, if the edition caps midday goods
    extended         moves along with a late truck
    review_after     goods received later than this are for a person to judge
    """

    code: str
    outlet_kinds: tuple[OutletKind, ...]
    goods: tuple[Goods, ...]
    until: WallTime | None = None
    until_included: bool = False
    by: WallTime | None = None
    within: int | None = None
    with_delivery: bool = False
    cap_at: WallTime | None = None
    extended: bool = False
    review_after: WallTime | None = None

    def fits(self, kind: OutletKind, goods: Goods) -> bool:
        return goods in self.goods and kind in self.outlet_kinds


_EVERY = tuple(OutletKind)
_SAME_DAY = (OutletKind.SAME_DAY,)
_NON_SAME_DAY = (OutletKind.NON_SAME_DAY,)

_ALL = tuple(Goods)
_EARLY = (Goods.EARLY,)
_LATE_TRUCK = (Goods.LATE_TRUCK,)
_AFTERNOON = (Goods.MID, Goods.EVENING)

_at = WallTime.of

ARRIVAL_SCAN = (
    DeadlineRow("AS1", _EVERY, _EARLY, by=_at("09:00"), within=30),
    DeadlineRow("AS2", _EVERY, (Goods.MID,), within=30),
    DeadlineRow("AS3", _EVERY, _LATE_TRUCK, within=30),
    DeadlineRow("AS4", _EVERY, (Goods.EVENING,), within=30),
)

DELIVERY = (
    DeadlineRow("DL1", _SAME_DAY, _EARLY, by=_at("11:30")),
    DeadlineRow("DL2", _SAME_DAY, _LATE_TRUCK, by=_at("15:00")),
    DeadlineRow("DL3", _SAME_DAY, _AFTERNOON, until=_at("18:00"), within=150, cap_at=_at("20:00")),
    DeadlineRow(
        "DL4",
        _SAME_DAY,
        _AFTERNOON,
        until=_at("20:00"),
        until_included=True,
        by=_at("20:00"),
        review_after=_at("19:30"),
    ),
    DeadlineRow("DL5", _SAME_DAY, _AFTERNOON, by=_at("+1 11:30")),
    DeadlineRow("DL6", _NON_SAME_DAY, _ALL, until=_at("12:00"), by=_at("15:00"), extended=True),
    DeadlineRow("DL7", _NON_SAME_DAY, _ALL, by=_at("+1 15:00")),
)

SIGN_ENTRY = (
    DeadlineRow("SE1", _SAME_DAY, _EARLY, by=_at("14:00")),
    DeadlineRow("SE2", _SAME_DAY, _LATE_TRUCK, by=_at("15:30")),
    DeadlineRow("SE3", _SAME_DAY, _AFTERNOON, until=_at("20:00"), until_included=True, by=_at("24:00")),
    DeadlineRow("SE4", _SAME_DAY, _AFTERNOON, by=_at("+1 14:00")),
    DeadlineRow("SE5", _NON_SAME_DAY, _ALL, with_delivery=True),
)

PROBLEM_DELIVERY = (
    DeadlineRow("PR5", _SAME_DAY, _EARLY, by=_at("14:00")),
    DeadlineRow("PR6", _SAME_DAY, _LATE_TRUCK, by=_at("15:30")),
    DeadlineRow("PR7", _SAME_DAY, _AFTERNOON, by=_at("20:00"), with_delivery=True),
    DeadlineRow("PR8", _NON_SAME_DAY, _ALL, with_delivery=True),
)

PROBLEM_TRANSFER = (
    DeadlineRow("PR2", _EVERY, _EARLY, by=_at("10:00")),
    DeadlineRow("PR3", _EVERY, _LATE_TRUCK, within=120),
    DeadlineRow("PR4", _EVERY, _AFTERNOON, within=120),
)
