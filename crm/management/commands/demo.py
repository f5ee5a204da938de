"""`manage.py demo [--remove]`: a whole network to look at, made up; and its removal."""

import gc
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.home.demo.blueprint import ALL_OUTLETS
from crm.home.demo.loading import load
from crm.home.demo.logins import LOGINS, PASSWORD
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from crm.management.commands.sweep import instant
from crm.shared.errors import Refused
from outlets.models import Outlet


class Command(BaseCommand):
    help = "Load the demo network: outlets, staff, logins, and a month of waybills up to now; or remove it."
    stealth_options = ("when_planned",)  # for `serve`, which makes the tables meanwhile

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another number, another month")
        parser.add_argument("--outlets", type=int, default=ALL_OUTLETS)
        parser.add_argument("--days", type=int, default=30)
        parser.add_argument("--waybills", type=int, default=Size().waybills)
        parser.add_argument("--at", type=instant, help="the present of the demo; default: now")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is any outlet")
        parser.add_argument("--remove", action="store_true", help="take away all that belongs to the demo network")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["remove"]:
                self._remove()
            elif not (options["if_empty"] and Outlet.objects.exists()):
                size = Size(options["outlets"], options["days"], options["waybills"])
                planned = options.get("when_planned") or (lambda: None)
                self._load(size, seed=options["seed"], at=options["at"] or timezone.now(), when_planned=planned)
        except (Refused, ValueError) as refusal:
            raise CommandError(str(refusal)) from None

    def _load(self, size: Size, *, seed: int, at: datetime, when_planned: Callable[[], None]) -> None:
        started = time.monotonic()

        def tell(line: str) -> None:
            self.stdout.write(f"  {time.monotonic() - started:5.1f} s  {line}")
            self.stdout.flush()

        # Millions of small objects that all stay: looking for garbage among them would double the time.
        gc.disable()
        try:
            load(size, seed=seed, at=at, progress=tell, when_planned=when_planned)
        finally:
            gc.enable()
        names = ", ".join(login.username for login in LOGINS)
        self.stdout.write(f"Demo network ready. Password of all logins: {PASSWORD}\n  {names}")

    def _remove(self) -> None:
        counts = remove()
        if not counts:
            self.stdout.write("There is no demo network here.")
        for table, count in counts.items():
            self.stdout.write(f"  {count:>8}  {table}")
