"""The end of a monitor day."""

from datetime import datetime

from django.db import transaction

from crm.shared.prepared import Prepared
from shipments.sql import closing

CLOSE_ARRIVALS = Prepared("close_arrivals", closing.CLOSE_ARRIVALS)
CLOSE_RUNS = Prepared("close_runs", closing.CLOSE_RUNS)


@transaction.atomic
def close_arrivals(at: datetime, *, limit: int = 500) -> int:
    """Put to judgement the pieces never scanned whose day closes by `at`. Returns how many clocks were closed."""
    return CLOSE_ARRIVALS.row({"at": at, "limit": limit})[0]


@transaction.atomic
def close_runs(at: datetime, *, limit: int = 500) -> int:
    """Put to judgement the waybills never delivered or signed whose day closes by `at`."""
    return CLOSE_RUNS.row({"at": at, "limit": limit})[0]
