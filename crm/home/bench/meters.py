"""What is measured: seconds and CPU seconds, of two ways to do one thing, in turns."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection

TICKS: int = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Take:
    """One measured leg. `cpu` is of all processes that worked for it, client excluded; None where it cannot be read."""

    rows: int
    seconds: float
    cpu: float | None = None

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def in_turns(one: Callable[[], Take], other: Callable[[], Take], *, rounds: int) -> tuple[list[Take], list[Take]]:
    """A B, B A, A B …: whatever the machine does meanwhile, it does to both."""
    takes: tuple[list[Take], list[Take]] = ([], [])
    for number in range(rounds):
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            takes[which].append((one, other)[which]())
    return takes


def rate(takes: Iterable[Take]) -> float:
    return median(take.rate for take in takes)


def seconds(takes: Iterable[Take]) -> float:
    return median(take.seconds for take in takes)


def cpu_a_million(takes: Iterable[Take]) -> float:
    """raises   ValueError when the server's processes are not on this machine"""
    takes = list(takes)
    if any(take.cpu is None for take in takes):
        raise ValueError("The CPU of the database server cannot be read: it runs on another machine.")
    return median(1e6 * take.cpu / take.rows for take in takes)


def timed(work: Callable[[], int], *, processes: Callable[[], list[int]] = list) -> Take:
    """Run `work`, which answers how many rows it did."""
    before, start = _cpu_of(processes()), time.perf_counter()
    rows = work()
    return Take(rows, time.perf_counter() - start, _spent(before, _cpu_of(processes())))


def backends() -> list[int]:
    """PostgreSQL's processes that serve the present database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def children_of(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _cpu_of(pids: Iterable[int]) -> dict[int, float | None]:
    return {pid: _cpu(pid) for pid in pids}


def _cpu(pid: int) -> float | None:
    """Seconds on a processor so far, user and system."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS


def _spent(before: dict[int, float | None], after: dict[int, float | None]) -> float | None:
    """A process that is new has spent all it has; one that is gone is not counted. The kernel counts in ticks: what was
    done within one is taken as one, so that a ratio of two short legs is a number, too.
    """
    if not after or None in after.values():
        return None
    return max(1 / TICKS, sum(spent - (before.get(pid) or 0) for pid, spent in after.items()))
