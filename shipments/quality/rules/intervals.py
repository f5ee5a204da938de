"""How sure a share is that was seen in a sample (Wilson's interval), so that small samples do not shame.

Pure.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

#: Of a standard normal variable: 95 of 100 intervals hold the true share.
Z = 1.959964


class Standing(StrEnum):
    """
    WORSE     even at its best, worse than the others together
    BETTER    even at its worst, better
    UNSURE    the sample is too small to say
    """

    WORSE = "worse"
    BETTER = "better"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and where it may lie, each from 0 to 1."""

    share: float
    low: float
    high: float

    @property
    def percents(self) -> tuple[str, str, str]:
        """Low, share and high as they are drawn and written: "4.2%"."""
        low, share, high = (f"{100 * part:.1f}%" for part in (self.low, self.share, self.high))
        return low, share, high

    def against(self, share: float) -> Standing:
        """How it stands to the share of all."""
        if self.low > share:
            return Standing.WORSE
        return Standing.BETTER if self.high < share else Standing.UNSURE


def wilson(found: int, of: int) -> Interval | None:
    """95 %. None of an empty sample, which says nothing.

    raises   ValueError when more were found than looked at
    """
    if not 0 <= found <= of:
        raise ValueError(f"{found} of {of}")
    if not of:
        return None
    share = found / of
    spread = 1 + Z * Z / of
    middle = (share + Z * Z / (2 * of)) / spread
    reach = Z / spread * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Interval(share, 0.0 if found == 0 else low, 1.0 if found == of else high)
