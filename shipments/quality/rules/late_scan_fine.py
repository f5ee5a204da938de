"""What a late arrival scan costs the outlet.

Pure. Per piece, sub-waybills and return receipts included (包括子单和回单).
"""

from decimal import Decimal

from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan


def late_scan_fine(edition: Edition, pieces: int, *, rule: str = "AS1") -> Decimal | None:
    """Yuan for so many pieces scanned late, or None where the edition sets no rate for `rule`."""
    yuan = fine_yuan(edition, rule)
    return None if yuan is None else yuan * pieces
