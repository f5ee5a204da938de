"""The server programs: found in the wheels, run as a user who may run them. Framework-free."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from crm.local.places import Places, open_to_all

ENOUGH_BYTES = 8_000_000
PACKAGES_MISSING = "install the locked packages (python3 manage.py serve does)"


def not_ours(path: Path) -> str:
    return f"{path} is another user's: work as that user, or set CRM_DATA_DIR to a folder of your own."


def wheel_folder(package: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def as_owner(places: Places) -> dict[str, object]:
    """Arguments of `subprocess` that give up root."""
    if places.owner is None:
        return {}
    return {"user": places.owner.uid, "group": places.owner.gid, "extra_groups": []}


def own_folder(path: Path, places: Places) -> None:
    """A folder for the servers' user alone; one that belongs to a stranger is refused."""
    path.mkdir(mode=0o700, exist_ok=True)
    owner = places.owner.uid if places.owner else os.geteuid()
    found = path.stat().st_uid
    if found == owner:
        return
    if found != os.geteuid():
        raise SystemExit(not_ours(path))
    os.chown(path, places.owner.uid, places.owner.gid)


def reachable(folder: Path, places: Places, *, beside: Sequence[Path] = ()) -> Path:
    """The folder, or (root's home being closed) a copy of it and its neighbours where the servers may go."""
    if places.owner is None or open_to_all(folder):
        return folder
    stamp = int(folder.stat().st_mtime)
    target = places.home / "programs" / f"{folder.parent.name}-{stamp}"
    copy = target / folder.parent.name / folder.name
    if not copy.exists():
        shutil.rmtree(target, ignore_errors=True)
        for neighbour in beside:
            if neighbour.exists():
                shutil.copytree(neighbour, target / neighbour.name, symlinks=True)
        shutil.copytree(folder, copy.with_name("copying"), symlinks=True)
        copy.with_name("copying").rename(copy)
    return copy


def run(argv: Sequence[str | Path], places: Places, *, log: Path, text: str = "") -> int:
    """Run a short program as the servers' user; its words go to the log."""
    with open(log, "ab") as file:
        return subprocess.run(
            [str(part) for part in argv],
            input=text.encode(),
            stdout=file,
            stderr=file,
            env={"LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            check=False,
            **as_owner(places),
        ).returncode


def last_words(log: Path, *, bytes_read: int = 4000) -> str:
    """The end of a log."""
    try:
        return log.read_bytes()[-bytes_read:].decode(errors="replace")
    except FileNotFoundError:
        return ""


def why_it_failed(name: str, log: Path) -> str:
    """One sentence for a person about a server that did not start or did not stay."""
    words = last_words(log)
    is_full = shutil.disk_usage(log.parent).free < ENOUGH_BYTES  # then the log could not say it either
    if is_full or "No space left on device" in words or "Disk quota exceeded" in words:
        return f"The disk is full: free some space below {log.parent} and start again."
    lines = [line for line in words.splitlines() if line.strip()]
    said = f" ({lines[-1].strip()})" if lines else ""
    return f"{name} stopped: read {log} and start again{said}."
