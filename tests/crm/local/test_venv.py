"""The first run on a bare machine: what is missing is said in one sentence."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crm.local import venv
from crm.local.places import ROOT

SYSTEM_PYTHON = getattr(sys, "_base_executable", sys.executable)
#: The index of a machine without a network; whatever else pip was told about is forgotten.
NO_NETWORK = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_NO_CACHE_DIR": "1",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout, as far as the first seconds need it."""
    (tmp_path / "crm").mkdir()
    shutil.copy(ROOT / "crm" / "__init__.py", tmp_path / "crm")
    shutil.copytree(ROOT / "crm" / "local", tmp_path / "crm" / "local", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "requirements.lock").write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")
    return tmp_path


def run(checkout: Path, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py serve` by the system's Python, after a line that makes this machine barer than it is."""
    start = ["sys.argv = ['manage.py', 'serve']", "runpy.run_path('manage.py', run_name='__main__')"]
    code = "\n".join(["import runpy, sys", "sys.path.insert(0, '')", before, *start])
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "VIRTUAL_ENV", "CRM_"))}
    return subprocess.run(
        [SYSTEM_PYTHON, "-c", code],
        cwd=checkout,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_manage_can_be_read_by_an_older_python() -> None:
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 6))


def test_an_old_python_is_one_sentence(checkout: Path) -> None:
    ended = run(checkout, "sys.version_info = (3, 9, 2)")

    assert ended.returncode == 1
    assert ended.stderr == "Yike needs Python 3.11 or newer and this is 3.9: start it with a newer python3.\n"


def test_a_missing_venv_module_is_one_sentence(checkout: Path) -> None:
    ended = run(checkout, "sys.modules['ensurepip'] = None")

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == venv.NO_VENV
    assert "Traceback" not in ended.stderr


def test_no_network_is_one_sentence_and_the_next_run_tries_again(checkout: Path) -> None:
    for _ in range(2):
        ended = run(checkout, **NO_NETWORK)

        assert ended.returncode == 1
        assert ended.stderr.splitlines()[1:] == [venv.NO_INDEX]
    assert not list((checkout / ".venv").glob("*.stamp"))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", venv.DISK_FULL),
        ("ERROR: Could not find a version that satisfies the requirement six", venv.NO_INDEX),
        ("[Errno 13] Permission denied: '/srv/crm/.venv'", venv.NOT_WRITABLE),
        ("something else", "otherwise"),
    ],
)
def test_what_pip_says_becomes_one_sentence(said: str, sentence: str) -> None:
    assert venv.reading(said, otherwise="otherwise") == sentence


def test_the_halves_of_a_lock_file_hold_every_package_with_its_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    first, second = venv.halves(lock)

    assert all(half.splitlines()[1].strip().startswith("--hash=") for half in (first, second))
    assert sorted((first + second).splitlines()) == sorted(lock.splitlines())
    assert venv.halves("six==1.17.0 --hash=sha256:0\n") == ["six==1.17.0 --hash=sha256:0\n"]
