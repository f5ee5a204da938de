"""`manage.py backtest_tiers FILE.csv`: how the thresholds in force would have done on a history.

The file has the columns customer, day (2026-11-22) and parcels; rows of one day add up. Nothing is written.
"""

import csv
from argparse import ArgumentParser
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.calendar.queries import working_days_by_week
from customers.models import TierThresholds
from customers.rules.tier_backtest import LEAST_VOLUME, MOST_CHANGES, MOST_CUSTOMERS, Report, backtest
from customers.rules.tiers import TIERS, UNIT, WINDOW, Thresholds, factors
from customers.services.tier_thresholds import thresholds_on

WEEK = 7
WORDS = {
    "silence": "silence grows from A over B to C",
    "changes": f"at most {MOST_CHANGES:.0%} change their tier in an evaluation",
    "volume": f"A and B hold at least {LEAST_VOLUME:.0%} of what is shipped next",
    "customers": f"A and B are at most {MOST_CUSTOMERS:.0%} of the customers",
}


class Command(BaseCommand):
    help = "Try the tiers on a history: evaluations one after another, measured in the weeks after each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="CSV with the columns customer, day, parcels")
        parser.add_argument("--edition", type=int, help="number of the thresholds (default: those in force)")
        parser.add_argument("--period", type=int, default=WEEK, help="days of a period (default 7: ISO weeks)")
        parser.add_argument("--window", type=int, default=WINDOW, help="periods looked back (default 13)")
        parser.add_argument("--ahead", type=int, default=4, help="periods measured after an evaluation (default 4)")
        parser.add_argument("--step", type=int, default=4, help="periods between evaluations (default 4)")
        parser.add_argument("--at-least", type=int, default=1, help="leave out customers with fewer parcels in all")

    def handle(self, *args: Any, **options: Any) -> None:
        if min(options[name] for name in ("period", "window", "ahead", "step")) < 1:
            raise CommandError("--period, --window, --ahead and --step are at least 1")
        days = _read(options["file"])
        if not days:
            raise CommandError("The file has no rows.")
        first, last = min(day for _who, day in days), max(day for _who, day in days)
        period = options["period"]
        start = first - timedelta(days=first.weekday()) if period == WEEK else first
        history: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for (customer, day), parcels in days.items():
            history[customer][(day - start).days // period] += parcels
        kept = {who: shipped for who, shipped in history.items() if sum(shipped.values()) >= options["at_least"]}
        thresholds = _thresholds(options["edition"])
        told = {name: options[name] for name in ("window", "ahead", "step")}
        report = backtest(kept, _factor(start, last, period), thresholds, **told)
        self._print(report, len(kept), sum(sum(shipped.values()) for shipped in kept.values()), first, last)

    def _print(self, report: Report, customers: int, parcels: int, first: date, last: date) -> None:
        say = self.stdout.write
        say(f"{customers} customers, {parcels} parcels, {first} to {last}, {report.evaluations} evaluations")
        if not report.evaluations:
            raise CommandError("The history is too short for one evaluation: see --period, --window and --ahead.")
        say("tier  customers  next volume  silent")
        for tier in TIERS:
            shares = (report.customers_share(tier), report.volume_share(tier), report.silent_share(tier))
            say(f"{tier:4}  {shares[0]:9.1%}  {shares[1]:11.1%}  {shares[2]:6.1%}")
        say(f"newcomers after an evaluation: {1 - report.volume_share(*TIERS):.1%} of the next volume")
        say(f"changes: {report.changes:.1%} of the tiers in an evaluation")
        for code, holds in report.conditions():
            say(f"{'yes' if holds else 'NO ':3}  {WORDS[code]}")
        accepted = all(holds for _code, holds in report.conditions())
        say("accepted" if accepted else "not accepted")


def _read(path: str) -> dict[tuple[str, date], int]:
    days: dict[tuple[str, date], int] = defaultdict(int)
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                try:
                    days[row["customer"], date.fromisoformat(row["day"])] += int(row["parcels"])
                except (KeyError, TypeError, ValueError) as fault:
                    raise CommandError(
                        f"line {number}: customer, day as 2026-11-22 and whole parcels: {fault}"
                    ) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandError(str(fault)) from fault
    return days


def _factor(start: date, last: date, period: int) -> list[int]:
    """Weeks by their working days; of any other period each counts alike. What is not over is left away."""
    if period != WEEK:
        return [UNIT] * (((last - start).days + 1) // period)
    worked = working_days_by_week(start, last)
    counted = factors(worked)
    full = [week for week in worked if week + timedelta(days=WEEK - 1) <= last]
    return [counted.get(week, 0) for week in full]


def _thresholds(number: int | None) -> Thresholds:
    if number is None:
        return thresholds_on(timezone.localdate())[1]
    row = TierThresholds.objects.filter(number=number).first()
    if row is None:
        raise CommandError(f"There are no thresholds {number}.")
    return Thresholds.from_data(row.data)
