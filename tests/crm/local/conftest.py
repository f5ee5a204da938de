"""Data folders of their own for the tests of the launcher."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def _reachable_folder() -> Path:
    """A folder that `nobody` may reach: pytest's own tmp_path is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="crm-test-"))
    folder.chmod(0o755)
    return folder


def _use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATA_DIR", str(folder))
    for variable in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def data_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty CRM_DATA_DIR."""
    folder = _reachable_folder()
    _use(folder, monkeypatch)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def _folder_of_module() -> Iterator[Path]:
    folder = _reachable_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def servers_folder(_folder_of_module: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A CRM_DATA_DIR that the tests of one module share, so that its database is made once."""
    _use(_folder_of_module, monkeypatch)
    return _folder_of_module
