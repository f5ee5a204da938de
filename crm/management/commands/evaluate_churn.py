"""`manage.py evaluate_churn FILE.csv`: how often the signs of churn would have been right on a history."""

import csv
from argparse import ArgumentParser
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customers.rules.churn import Sign
from customers.rules.churn_evaluation import Evaluation, History, evaluate

COLUMNS = ("customer", "day", "parcels")
HORIZON = 60


class Command(BaseCommand):
    help = "Try the churn rules on a history in columns customer, day (2026-10-01), parcels; nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--horizon", type=int, default=HORIZON, help="days without a parcel that mean gone")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            histories = read(options["file"])
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        for line in report(evaluate(histories, horizon=options["horizon"])):
            self.stdout.write(line)


def read(file: Path) -> dict[str, History]:
    """raises   ValueError with the line that cannot be understood"""
    histories: dict[str, Counter[date]] = defaultdict(Counter)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise ValueError(f"{file}: no column {', '.join(missing)}")
        for row in rows:
            try:
                parcels = int(row["parcels"])
                if parcels > 0:
                    histories[row["customer"]][date.fromisoformat(row["day"])] += parcels
            except ValueError as fault:
                raise ValueError(f"{file}, line {rows.line_num}: {fault}") from fault
    return dict(histories)


def report(found: Evaluation) -> list[str]:
    lead = found.lead_days()
    return [
        f"customers with a habit: {found.watched}; gone = nothing for {found.horizon} days",
        f"base rate: {_share(found.quiet, found.days)} of their shipping days were followed by nothing",
        *(f"precision of {each.value}: {_share(*found.precision(each))}" for each in Sign),
        f"drops that went on: {_share(*found.stayed_low())} sent less than half in the next four weeks too",
        f"precision of all signs: {_share(*found.precision())}",
        f"recall: {_share(*found.recall())} of the departures had a sign before",
        "lead time: " + (f"{lead:g} days (median) before they were evident" if lead is not None else "-"),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part} of {whole})" if whole else "- (none)"
