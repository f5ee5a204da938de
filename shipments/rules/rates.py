"""What breaking a rule costs.

Pure. The text names four amounts; every other rate is None until HQ sets one, and a violation without a
rate is recorded without money.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shipments.rules.edition import Edition


@dataclass(frozen=True, slots=True)
class Rate:
    """AS per piece, OP and WT per finding, all others per waybill."""

    code: str
    yuan: Decimal | None


_PIECE = Decimal("1.00")
_DELAY = Decimal("100.00")
_FALSE = Decimal("200.00")

RATES = (
    *(Rate(code, _PIECE) for code in ("AS1", "AS2", "AS3", "AS4")),
    *(Rate(code, _DELAY) for code in ("DL1", "DL2", "DL3", "DL4", "DL5", "DL6", "DL7")),
    *(Rate(code, None) for code in ("SE1", "SE2", "SE3", "SE4", "SE5", "SE6", "PR1")),
    *(Rate(code, _DELAY) for code in ("PR2", "PR3", "PR4", "PR5", "PR6", "PR7", "PR8", "PR9")),
    *(Rate(code, _DELAY) for code in ("IV1", "IV2")),
    Rate("FK1", _FALSE),
    *(Rate(code, None) for code in ("OP1", "WT1")),
)


def fine_yuan(edition: "Edition", rule: str) -> Decimal | None:
    """The rate of one rule code, or None where none is set.

    raises     KeyError for a code that cannot be broken, or is none
    """
    for rate in edition.rates:
        if rate.code == rule:
            return rate.yuan
    raise KeyError(rule)
