"""`manage.py import_csv KIND FILE`: the same check and report as in the browser; `--commit` imports."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.imports.models import ImportFile
from crm.imports.queries import remarks_of, tally_of
from crm.imports.registry import Outcome, importer_of, importers
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from crm.shared.errors import Refused

REFUSALS_SHOWN = 50


class Command(BaseCommand):
    help = "Check a CSV file row by row and, with --commit, import it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[each.kind for each in importers()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="import the rows that are not refused")
        parser.add_argument("--whole", action="store_true", help="with --commit: all rows or none")

    def handle(self, *, kind: str, file: Path, commit: bool, whole: bool, **_options: Any) -> None:
        importer = importer_of(kind)
        try:
            staged = stage_file(file.read_bytes(), file.name, importer=importer, by=None, at=timezone.now())
        except (OSError, Refused) as refusal:
            raise CommandError(str(refusal)) from refusal
        staged = self._run(staged)
        if commit and staged.state == ImportFile.State.CHECKED:
            start_commit(staged, whole=whole, by=None, at=timezone.now())
            staged.refresh_from_db(fields=["state"])
            staged = self._run(staged)
        self._report(staged)

    def _run(self, staged: ImportFile) -> ImportFile:
        """To the end; a terminal shows how far it is."""
        while staged.running:
            word = staged.get_state_display()

            def say(done: int, word: str = word, rows: int = staged.rows) -> None:
                if sys.stderr.isatty():
                    self.stderr.write(f"\r{word}: {done}/{rows}", ending="")

            staged = advance(staged.pk, at=timezone.now(), say=say)
        return staged

    def _report(self, staged: ImportFile) -> None:
        tally = tally_of(staged)
        self.stdout.write(
            f"{staged.name}: {staged.rows} rows, {staged.encoding}. {staged.get_state_display()}.\n"
            f"created {tally.created}, updated {tally.updated}, unchanged {tally.unchanged}, refused {tally.refused}"
        )
        for words, rows in remarks_of(staged):
            self.stdout.write(f"{rows} rows: {words}")
        refused = staged.journal.filter(outcome=Outcome.REFUSED).select_related("file").defer("file__content")
        for row in refused[:REFUSALS_SHOWN]:
            self.stdout.write(f"line {row.line} · {row.column or '—'} · {row.reason}")
        if tally.refused > REFUSALS_SHOWN:
            more = tally.refused - REFUSALS_SHOWN
            self.stdout.write(f"… and {more} more: /imports/{staged.pk}/refused.csv has them all")
