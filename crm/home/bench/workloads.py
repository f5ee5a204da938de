"""The table of workloads: what each is called, does and aims at (docs/performance.md)."""

from collections.abc import Callable
from dataclasses import dataclass

from crm.home.bench import (
    dashboard,
    fines,
    greetings,
    imports,
    ingest,
    outbox,
    pages,
    search,
    simulation,
    singles,
    tiers,
)
from crm.home.bench.effort import Effort
from crm.home.bench.outcome import Judged, Outcome, Target
from crm.home.bench.scratch import Scratch


@dataclass(frozen=True, slots=True)
class Workload:
    title: str
    run: Callable[[Scratch, Effort], Outcome]
    target: Target
    growth: Target | None = None

    def judged(self, name: str, scratch: Scratch, effort: Effort) -> Judged:
        return Judged(name, self.title, self.target, self.run(scratch, effort), effort.pieces, self.growth)


TENFOLD = Target(at_most=1.2)
WORKLOADS = {
    "B1": Workload(
        "HTTP batch ingest of fresh pieces against the same pipeline in raw SQL, rows/s",
        ingest.http_against_sql,
        Target(at_least=0.90),
    ),
    "B2": Workload(
        "HTTP batch ingest against COPY into the same tables, rows/s",
        ingest.http_against_copy,
        Target(at_least=0.40),
    ),
    "B3": Workload(
        "CPU of a million scans against naive DRF",
        ingest.http_against_naive,
        Target(at_most=1 / 80),
    ),
    "B4": Workload("CPU of a million scans, tenfold pieces", ingest.http_growth, TENFOLD),
    "B5": Workload(
        "single scans over HTTP against pgbench -N, a second",
        singles.singles_against_pgbench,
        Target(at_least=0.30),
    ),
    "B6": Workload("fine tick with the same due set, tenfold pieces", fines.tick_growth, TENFOLD),
    "B7": Workload(
        "fines a second against INSERT … SELECT of as many rows",
        fines.fines_against_insert,
        Target(at_least=0.70),
    ),
    "B8": Workload(
        "the network's month from the roll-up against raw; tenfold pieces",
        dashboard.month,
        Target(at_most=1 / 500, from_pieces=10_000_000),
        TENFOLD,
    ),
    "B9": Workload(
        "ingest with roll-ups against without, rows/s",
        ingest.with_roll_ups,
        Target(at_least=0.93),
    ),
    "B10": Workload(
        "the outlet's work page, p95, against a page of the same frame that asks SELECT 1",
        pages.work_page,
        Target(at_most=4),
    ),
    "B11": Workload(
        "a customer found among all by two characters, initials or a telephone's end, p95, against one by its key",
        search.search,
        Target(at_most=2, from_pieces=1_000_000),
    ),
    "B12": Workload(
        "customers imported, with validation, duplicates and journal, against COPY of what was written; by CPU",
        imports.customers_against_copy,
        Target(at_least=0.50),
    ),
    "B13": Workload(
        "tiers of as many customers × 13 weeks against the bare aggregate, CPU",
        tiers.million,
        Target(at_most=2.0, from_pieces=1_000_000),
    ),
    "B14": Workload(
        "messages sent by four workers against one, a second",
        outbox.four_against_one,
        Target(at_least=1.5, from_pieces=100_000),
    ),
    "BG": Workload(
        "a feast's list of as many customers drawn up, seconds of one processor against a minute",
        greetings.feast,
        Target(at_most=1, from_pieces=1_000_000),
    ),
    "BQ": Workload(
        "an edition tried on a month of 15 M duties, seconds of one processor against two minutes",
        simulation.month,
        Target(at_most=1, from_pieces=1_000_000),
    ),
}
