"""`manage.py score_month 2026-10`: the month's scores of outlets and couriers, computed anew."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shipments.quality.services.performance import score_month


def month(text: str) -> date:
    """The first day of "2026-10"."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as fault:
        raise ArgumentTypeError(f"{text!r} is no month such as 2026-10") from fault


class Command(BaseCommand):
    help = "Score a month that is over, of every outlet and courier, by the formula in force on its last day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=month, help="such as 2026-10")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scored = score_month(options["month"], at=timezone.now())
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{options['month']:%Y-%m}: {scored} scores")
