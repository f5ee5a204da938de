"""B13: the tiers of a million customers with thirteen weeks each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from crm.home.bench.effort import SIZES, Effort
from crm.home.bench.meters import Take, backends, cpu_a_million, in_turns, seconds, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.sql import bench_tiers as sql
from customers.models import Customer, TierEvaluation
from customers.rules.tiers import SHIPPED
from customers.services.tiering import evaluate, month_of, threshold_parameters, window_before, window_parameters
from customers.sql.tiers import VERDICTS

ROUNDS = 3


def million(scratch: Scratch, effort: Effort) -> Outcome:
    """Verdicts against the bare aggregate of the same weeks, both read and thrown away, by processor seconds; beside
    it the whole evaluation, which writes a verdict and a standing for each.
    """
    scratch.use(SIZES["tiny"].pieces)
    month = month_of(timezone.now())
    told = _filled(effort.pieces, month, say=scratch.say)
    with connection.cursor() as cursor:
        # Workers of a parallel plan are gone before their seconds can be read.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    rounds = min(effort.rounds, ROUNDS)
    ours, bare = in_turns(
        lambda: _read(sql.READ.format(rows=VERDICTS), told), lambda: _read(sql.BARE, told), rounds=rounds
    )
    TierEvaluation.objects.all().delete()
    whole = timed(lambda: evaluate(month, at=timezone.now()).customers, processes=backends)
    figures = {"verdicts_s": seconds(ours), "aggregate_s": seconds(bare), "whole_evaluation_s": whole.seconds}
    return Outcome(cpu_a_million(ours) / cpu_a_million(bare), figures | {"customers": whole.rows})


def _filled(customers: int, month: date, *, say: Callable[[str], None]) -> dict[str, Any]:
    first, last = window_before(month)
    told = {
        **window_parameters(first, last),
        **threshold_parameters(SHIPPED),
        "customers": customers - Customer.objects.count(),
        "at": timezone.now(),
    }
    say(f"Filling {customers:,} customers with their weeks")
    with connection.cursor() as cursor:
        for statement in (sql.CUSTOMERS, sql.WEEKS, sql.ACTIVITY, sql.STANDINGS):
            cursor.execute(statement, told)
        cursor.execute(sql.ANALYZE)
    return told


def _read(statement: str, told: dict[str, Any]) -> Take:
    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement, told)
            return sum(row[0] for row in cursor.fetchall())

    return timed(run, processes=backends)
