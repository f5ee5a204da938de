"""`manage.py replay FILE --map MAP.toml [--outlets new|CODE …]`: judge a foreign history by our rule book."""

import csv
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.home.replay.judging import closings, conclude, judge
from crm.home.replay.mapping import Map
from crm.home.replay.playing import begin, play
from outlets.models import Outlet
from shipments.quality.models import Replay


class Command(BaseCommand):
    help = "Play a foreign history (any CSV) through the services, sweep it, and print the judgement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, required=True, help="TOML: which columns are what (docs/replay/)")
        parser.add_argument(
            "--outlets", nargs="+", default=["new"], metavar="CODE", help="lay it on these outlets; default: new ones"
        )
        parser.add_argument("--refused", type=Path, help="write every refused row with its reason to this CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        path, codes = options["file"], [] if options["outlets"] == ["new"] else options["outlets"]
        try:
            map_ = Map.read(options["map"])
            unknown = set(codes) - set(Outlet.objects.filter(code__in=codes).values_list("code", flat=True))
            if unknown:
                raise CommandError(f"There is no outlet {', '.join(sorted(unknown))}.")
            replay = begin(path, options["map"], codes=codes, at=timezone.now())
            self._take_in(replay, path, map_, codes)
        except (OSError, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        if replay.ended_at is None:
            self._judge(replay, map_)
        self._report(replay, map_)
        if options["refused"]:
            _write_refused(replay, options["refused"])

    def _take_in(self, replay: Replay, path: Path, map_: Map, codes: list[str]) -> None:
        if replay.lines:
            self.stdout.write(f"Going on after line {replay.lines}.")
        start, before = time.monotonic(), replay.lines
        for step in play(replay, path, map_, codes=codes, at=timezone.now()):
            rate = (step.lines - before) / (time.monotonic() - start)
            self.stdout.write(f"  {step.lines} rows, {len(step.refused)} refused, {rate:,.0f} rows/s")

    def _judge(self, replay: Replay, map_: Map) -> None:
        instants = closings(replay)
        start = time.monotonic()
        for done, instant in enumerate(judge(replay, instants), 1):
            if done % 100 == 0 or done == len(instants):
                self.stdout.write(f"  judged up to {instant:%Y-%m-%d} ({done} of {len(instants)} closings)")
        conclude(replay, map_, at=timezone.now())
        self.stdout.write(f"  sweeps: {time.monotonic() - start:.1f} s")

    def _report(self, replay: Replay, map_: Map) -> None:
        told = replay.judgement
        self.stdout.write(f"\n{map_.title}: {told['since']} to {told['until']}")
        self.stdout.write(f"{replay.lines} rows = {replay.taken} taken in + {len(replay.refused)} refused")
        for line, reason in replay.refused[:10]:
            self.stdout.write(f"  row {line}: {reason}")
        if map_.assumption:
            self.stdout.write(f"Assumption: {' '.join(map_.assumption.split())}")
        self.stdout.write("\noutlet                      deliveries  in time   entries  in time  fines      yuan")
        for row in [*told["outlets"], {"code": "all", "name": "", **told["network"]}]:
            name = f"{row['code']} {row['name']}".strip()[:26]
            self.stdout.write(
                f"{name:<28}{row['deliveries']:>9}{_share(row['deliveries_on_time']):>9}{row['signs']:>10}"
                f"{_share(row['signs_on_time']):>9}{row['fines']:>7}{row['yuan']:>10}"
            )
        for fine in told["fines"]:
            self.stdout.write(f"  {fine['rule']}: {fine['count']} × = ¥{fine['yuan']}")
        self.stdout.write(f"  without a rate: {told['without_rate']}")


def _share(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.1%}"


def _write_refused(replay: Replay, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "reason"])
        writer.writerows(replay.refused)
