"""The browser of the tests: CHROMIUM, an installed one, or on Debian as root the package. Framework-free."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "google-chrome"]
PACKAGES = ["chromium", "fonts-wqy-microhei"]
HOW = "install chromium or set CHROMIUM to its path"


def find() -> str | None:
    """The path of a Chromium, or None."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen if Path(chosen).exists() else shutil.which(chosen)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def find_or_install() -> str | None:
    """The same, installing Debian's package first when we are root there and none was found."""
    found = find()
    if found or os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return found
    print("Installing chromium for the browser tests ...", file=sys.stderr, flush=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    if not _apt(install) and _apt(["apt-get", "update", "-qq"]):
        _apt(install)
    return find()


def is_required() -> bool:
    """With CI=true a missing browser is a failure, not a skip."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def _apt(argv: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(argv, env=environment, capture_output=True, check=False).returncode == 0
