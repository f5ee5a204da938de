"""The end of a monitor day."""

from datetime import datetime

from django.db import transaction

from crm.shared.bulk import array_literal
from crm.shared.prepared import Prepared
from shipments.sql import closing

CLAIM_ARRIVALS = Prepared("claim_arrivals", closing.CLAIM_ARRIVALS)
CLOSE_ARRIVALS = Prepared("close_arrivals", closing.CLOSE_ARRIVALS)
CLAIM_RUNS = Prepared("claim_runs", closing.CLAIM_RUNS)
CLOSE_RUNS = Prepared("close_runs", closing.CLOSE_RUNS)


def close_arrivals(at: datetime, *, limit: int = 500) -> int:
    """Put to judgement the pieces never scanned whose day closes by `at`. Returns how many clocks were closed."""
    return _close(CLAIM_ARRIVALS, CLOSE_ARRIVALS, at, limit)


def close_runs(at: datetime, *, limit: int = 500) -> int:
    """Put to judgement the waybills never delivered or signed whose day closes by `at`."""
    return _close(CLAIM_RUNS, CLOSE_RUNS, at, limit)


@transaction.atomic
def _close(claim: Prepared, close: Prepared, at: datetime, limit: int) -> int:
    (ids,) = claim.row({"at": at, "limit": limit})
    return close.row({"at": at, "ids": array_literal(ids)})[0] if ids else 0
