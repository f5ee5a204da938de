"""`manage.py bench [NAME …] [--size tiny|100k|1m|10m] [--json] [--keep]`: what our work costs, as ratios."""

import json
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from crm.home.bench.effort import SIZES
from crm.home.bench.scratch import Scratch
from crm.home.bench.workloads import WORKLOADS


class Command(BaseCommand):
    help = "Time the hot paths against what the machine can do, in databases of the bench's own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(f"{name}: {workload.title}" for name, workload in WORKLOADS.items())
        parser.add_argument("names", nargs="*", choices=[*WORKLOADS, []], metavar="NAME", help=f"default: all. {names}")
        parser.add_argument("--size", choices=SIZES, default="1m", help="pieces in the database (default 1m)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--keep", action="store_true", help="keep the filled databases for the next run")

    def handle(self, *args: Any, **options: Any) -> None:
        effort, outcomes = SIZES[options["size"]], {}
        with Scratch(at=timezone.now(), keep=options["keep"], say=self._say) as scratch:
            for name in options["names"] or WORKLOADS:
                start = time.monotonic()
                outcomes[name] = judged = WORKLOADS[name].judged(name, scratch, effort)
                self._say(f"{judged}\n      {time.monotonic() - start:.0f} s, load {_load()}")
        if options["json"]:
            self.stdout.write(json.dumps({name: judged.as_json() for name, judged in outcomes.items()}))
            return
        self.stdout.write(f"{machine()}, {options['size']} pieces")
        for judged in outcomes.values():
            self.stdout.write(str(judged))

    def _say(self, text: str) -> None:
        """Progress goes beside the answer, which a program may be reading."""
        self.stderr.write(text)


def machine() -> str:
    """The machine in a line."""
    model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if "model name" in line), "")
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if "MemTotal" in line), 0)
    return f"{os.cpu_count()} × {model or 'CPU'}, {memory / 2**20:.0f} GiB"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
