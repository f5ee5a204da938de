"""`manage.py test [pytest arguments]`: every check of the project; pytest has the last line."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from crm.local import browser
from crm.local.places import ROOT

#: One more than the processors of a small machine: the suite waits for the database and the browser, too.
WORKERS = "3"


class Command(BaseCommand):
    help = "Run every check: ruff, import contracts, missing migrations, then pytest with the arguments given."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """All arguments are pytest's, so Django's parser never sees them."""
        if set(argv[2:]) & {"-h", "--help"}:
            super().run_from_argv(argv)
        else:
            sys.exit(self.handle(pytest_arguments=argv[2:]))

    def handle(self, *args: Any, pytest_arguments: list[str], **options: Any) -> int:
        environment = {**os.environ, **self._browser()}
        for argv in _checks():
            self.stdout.write("$ python " + " ".join(argv))
            self.stdout.flush()
            if code := _run(argv, environment):
                return code
        return _run(["-m", "pytest", "-n", WORKERS, "--dist", "worksteal", *pytest_arguments], environment)

    def _browser(self) -> dict[str, str]:
        found = browser.find_or_install()
        if found:
            return {"CHROMIUM": found}
        if browser.is_required():
            raise SystemExit(f"No browser was found and CI is set: {browser.HOW}.")
        self.stderr.write(f"No browser was found, its tests are skipped: {browser.HOW}.")
        return {}


def _checks() -> list[list[str]]:
    """What must hold before a test is worth running, cheapest first."""
    checks = [["-m", "ruff", "check", "--quiet", "--output-format=concise", "."]]
    if "importlinter" in tomllib.loads((ROOT / "pyproject.toml").read_text()).get("tool", {}):
        checks.append([str(Path(sys.executable).with_name("lint-imports")), "--no-cache"])
    return [*checks, ["-m", "django", "makemigrations", "--check", "--dry-run"]]


def _run(argv: list[str], environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, *argv], cwd=ROOT, env=environment, check=False).returncode
