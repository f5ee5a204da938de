"""The sweeps: everything that time itself makes due, as of an instant. Twice, or twice at once, changes nothing."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from django.db import connection

from crm.calendar.services.years import draft_next
from crm.outbox.services.forgetting import forget_addresses
from crm.outbox.services.recovering import label_unreceipted, recover
from crm.outbox.services.stopping import move_stopped
from crm.partners.services.calls import forget_calls
from customers.services.callbacks import plan_callbacks
from customers.services.churn import watch_churn
from customers.services.contacts import roll_dates
from customers.services.date_greetings import greet_dates
from customers.services.duplicates import find_duplicates
from customers.services.greetings import draft_next_plans, post_greetings
from customers.services.merging import gather_strays
from customers.services.points_ending import end_points
from customers.services.promises import judge_promises
from customers.services.thanks import mark_called, thank
from customers.services.tier_overrides import end_overrides
from customers.services.tiering import evaluate_due
from customers.services.volumes import fold_volumes
from outlets.services.notices import escalate_unread
from shipments.quality.services.figures import fold_figures
from shipments.quality.services.late_scans import Judged, judge_arrivals
from shipments.quality.services.notices import announce, expire, tell_expiry
from shipments.quality.services.problems import judge_problems
from shipments.quality.services.relief import apply_relief
from shipments.quality.services.reviews import fill_queue
from shipments.quality.services.runs import judge_runs
from shipments.quality.sql.waiting import TOLD
from shipments.services.closing import close_arrivals, close_runs
from shipments.services.deliveries import tell_deliveries
from shipments.services.points import earn_points
from shipments.sql.partitions import ensure_partitions

#: Partitions are made this far ahead of the scans that will need them.
PARTITIONS_AHEAD = timedelta(days=40)
#: Clocks closed, and runs judged, in one transaction.
BATCH = 500


def sweep(at: datetime) -> dict[str, dict[str, int]]:
    """Run every sweep that is due by `at`, each in batches until nothing is left. Returns their counts by name."""
    return {name: run(at) for name, run in SWEEPS.items()}


def sweep_all(at: datetime) -> dict[str, dict[str, int]]:
    """`sweep`, and what beat leaves to the night: all that an instant makes due. Returns their counts by name."""
    return {**sweep(at), **{name: run(at) for name, run in NIGHTLY.items()}}


def sweep_history(instants: Sequence[datetime]) -> Iterator[datetime]:
    """Close and judge as of each of these past instants, in their order; yields each when it is done.

    For histories that are taken in already: nothing else comes to be judged meanwhile. Figures are left to the next
    `sweep`, and so is what nobody could foresee here.

    instants   ascending
    """
    waiting: dict[datetime, set[str]] = defaultdict(set)
    for name, told_at in _told():
        if (index := bisect_left(instants, told_at)) < len(instants):
            waiting[instants[index]].add(name)
    for instant in instants:
        _close_and_judge(instant, waiting[instant])
        yield instant


def _told() -> Iterator[tuple[str, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        yield from cursor.fetchall()


def _close_and_judge(at: datetime, waiting: Collection[str]) -> None:
    close_monitor_days(at)
    for name in SWEEPS:
        if name in waiting:
            SWEEPS[name](at)


def make_partitions(at: datetime) -> dict[str, int]:
    months = {(day.year, day.month) for day in (at.astimezone(UTC), (at + PARTITIONS_AHEAD).astimezone(UTC))}
    return {"made": ensure_partitions(months)}


def close_monitor_days(at: datetime) -> dict[str, int]:
    return {"arrivals": _close(close_arrivals, at), "runs": _close(close_runs, at)}


def _close(batch: Callable[..., int], at: datetime) -> int:
    total = 0
    while True:
        total += (done := batch(at, limit=BATCH))
        if done < BATCH:
            return total


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


#: In this order: what closes is judged, what is judged is counted. Problems come before the runs they change, relief
#: before what is announced.
SWEEPS: dict[str, Callable[[datetime], dict[str, int]]] = {
    "make_partitions": make_partitions,
    "close_monitor_days": close_monitor_days,
    "judge_arrivals": _judge(judge_arrivals),
    "judge_problems": _judge(judge_problems),
    "judge_runs": _judge(judge_runs),
    "fill_queue": lambda at: {"reviews": fill_queue(at)},
    "apply_relief": lambda at: {"waived": apply_relief(at)},
    "announce": lambda at: {"notices": announce(at)},
    "tell_expiry": lambda at: {"notices": _drain(tell_expiry, at)},
    "expire": lambda at: {"notices": _drain(expire, at)},
    "escalate_notices": lambda at: {"notices": _drain(escalate_unread, at)},
    "judge_promises": lambda at: {"promises": _drain(judge_promises, at)},
    "fold_figures": lambda at: {"days": _drain(fold_figures, at)},
    "fold_volumes": lambda at: {"notes": _drain(fold_volumes, at)},
    "tell_deliveries": lambda at: {"batches": _drain(tell_deliveries, at)},
    "thank": lambda at: {"deliveries": _drain(thank, at), "called": mark_called(at)},
    "end_overrides": lambda at: {"tiers": _drain(end_overrides, at)},
    "gather_strays": lambda at: {"steps": gather_strays(at)},
    "roll_dates": lambda at: {"dates": _drain(roll_dates, at)},
    "recover_messages": lambda at: {
        "messages": recover(at),
        "moved": move_stopped(at),
        "unreceipted": label_unreceipted(at),
    },
    "post_greetings": lambda at: {"greetings": post_greetings(at)},
    "forget_calls": lambda at: {"calls": forget_calls(at)},
}

#: Once a night by beat, in this order: who is lost is not called back.
NIGHTLY: dict[str, Callable[[datetime], dict[str, int]]] = {
    "draft_next": lambda at: {"years": int(draft_next(at))},
    "draft_next_plans": lambda at: {"plans": draft_next_plans(at)},
    "evaluate_due": lambda at: {"evaluations": int(evaluate_due(at) is not None)},
    "find_duplicates": find_duplicates,
    "watch_churn": watch_churn,
    "plan_callbacks": plan_callbacks,
    "earn_points": earn_points,
    "end_points": end_points,
    "greet_dates": greet_dates,
    "forget_addresses": lambda at: {"messages": forget_addresses(at)},
}
