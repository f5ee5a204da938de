"""How far a re-weighed piece may be from its declared weight (重量不符).

Pure. The edition names grams and per cent of the declared weight; the larger of both counts.
"""

from dataclasses import dataclass
from decimal import Decimal

from shipments.rules.edition import Edition

RULE = "WT1"
_GRAM = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Weighing:
    """Kilograms. `off` is what was weighed less what was declared."""

    declared: Decimal
    weighed: Decimal
    tolerance: Decimal

    @property
    def off(self) -> Decimal:
        return self.weighed - self.declared

    @property
    def mismatch(self) -> bool:
        """Off by the tolerance is still within it, either way."""
        return abs(self.off) > self.tolerance


def tolerance(edition: Edition, declared: Decimal) -> Decimal:
    """Kilograms, to the gram and never rounded to the outlet's harm."""
    percent = declared * edition.weight_tolerance_percent / 100
    grams = edition.weight_tolerance_grams * _GRAM
    return max(grams, percent).quantize(_GRAM, rounding="ROUND_CEILING")


def weighing(edition: Edition, *, declared: Decimal, weighed: Decimal) -> Weighing:
    return Weighing(declared, weighed, tolerance(edition, declared))
