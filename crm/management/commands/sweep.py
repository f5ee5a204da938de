"""`manage.py sweep --at INSTANT [--json]`: all due sweeps as of an instant, by the same services as beat."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shipments.quality.services.sweeping import sweep_all


def instant(text: str) -> datetime:
    """An ISO 8601 instant with its offset."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"{text!r} is no instant such as 2026-11-24T02:00+08:00") from fault
    if at.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} has no offset: write it as in 2026-11-24T02:00+08:00")
    return at


class Command(BaseCommand):
    help = "Run all that is due as of an instant: monitor days, fines, figures, tiers, churn, callbacks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=instant, help="ISO 8601 with offset; default: now")
        parser.add_argument("--json", action="store_true", help="print one JSON object with the counts per sweep")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = sweep_all(options["at"] or timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, found in counts.items():
            self.stdout.write(f"{name}: " + ", ".join(f"{count} {what}" for what, count in found.items()))
