"""The sweeps: everything that time itself makes due, as of an instant. Twice, or twice at once, changes nothing."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from crm.partners.services.calls import forget_calls
from shipments.quality.services.figures import fold_figures
from shipments.quality.services.late_scans import Judged, judge_arrivals
from shipments.quality.services.problems import judge_problems
from shipments.quality.services.runs import judge_runs
from shipments.services.closing import close_arrivals, close_runs
from shipments.sql.partitions import ensure_partitions

#: Partitions are made this far ahead of the scans that will need them.
PARTITIONS_AHEAD = timedelta(days=40)


def sweep(at: datetime) -> dict[str, dict[str, int]]:
    """Run every sweep that is due by `at`, each in batches until nothing is left. Returns their counts by name."""
    return {name: run(at) for name, run in SWEEPS.items()}


def make_partitions(at: datetime) -> dict[str, int]:
    months = {(day.year, day.month) for day in (at.astimezone(UTC), (at + PARTITIONS_AHEAD).astimezone(UTC))}
    return {"made": ensure_partitions(months)}


def close_monitor_days(at: datetime) -> dict[str, int]:
    return {"arrivals": _drain(close_arrivals, at), "runs": _drain(close_runs, at)}


def _drain(batch: Callable[[datetime], int], at: datetime) -> int:
    total = 0
    while done := batch(at):
        total += done
    return total


def _judge(batch: Callable[[datetime], Judged]) -> Callable[[datetime], dict[str, int]]:
    def run(at: datetime) -> dict[str, int]:
        duties = posted = voided = 0
        while (judged := batch(at)).duties:
            duties, posted, voided = duties + judged.duties, posted + judged.posted, voided + judged.voided
        return asdict(Judged(duties, posted, voided))

    return run


#: In this order: what closes is judged, what is judged is counted. Problems come before the runs they change.
SWEEPS: dict[str, Callable[[datetime], dict[str, int]]] = {
    "make_partitions": make_partitions,
    "close_monitor_days": close_monitor_days,
    "judge_arrivals": _judge(judge_arrivals),
    "judge_problems": _judge(judge_problems),
    "judge_runs": _judge(judge_runs),
    "fold_figures": lambda at: {"days": _drain(fold_figures, at)},
    "forget_calls": lambda at: {"calls": forget_calls(at)},
}
