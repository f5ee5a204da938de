"""`manage.py evaluate_tiers [--month 2026-11]`: the month's tiers of all customers."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.shared.errors import Refused
from customers.services.tiering import evaluate, month_of


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError as error:
        raise ArgumentTypeError("write it as 2026-11") from error


class Command(BaseCommand):
    help = "Evaluate the tiers of all customers for a month; a month that is done stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", type=_month, help="default: this month")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            done = evaluate(options["month"] or month_of(at), at=at)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            _("%(month)s: %(customers)s customers, %(moved)s moved, weeks %(first)s to %(last)s, thresholds %(number)s")
            % {
                "month": f"{done.month:%Y-%m}",
                "customers": done.customers,
                "moved": done.moved,
                "first": done.first_week,
                "last": done.last_week,
                "number": done.thresholds,
            }
        )
