"""One migrated database that every test process copies: migrations run once for each state of theirs, not a run."""

import hashlib
from pathlib import Path

from django.db import connection
from django.db.utils import DatabaseError

from crm.local.locks import FileLock
from crm.local.places import data_dir

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "test_template_"
#: What a migrated database follows from: migrations, the rules whose first editions they write, and the packages.
SOURCES = ("*/migrations/*.py", "*/*/migrations/*.py", "*/rules/*.py", "*/*/rules/*.py", "requirements-test.lock")
#: Other checkouts and branches may be at work with theirs.
KEPT = 3


def template_database() -> str:
    """The name of a database that is migrated as the code is now; made when there is none."""
    name = PREFIX + _digest()
    with FileLock(data_dir() / "test-slots" / "template.lock"):
        known = _known()
        if name not in known:
            _make(name)
            _drop(known[KEPT - 1 :])
    return name


def _digest() -> str:
    state = hashlib.sha256()
    for path in sorted(path for source in SOURCES for path in ROOT.glob(source) if ".venv" not in path.parts):
        state.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()[:16]


def _known() -> list[str]:
    """Those that are whole, the newest first."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s AND datistemplate ORDER BY oid DESC", [f"{PREFIX}%"]
        )
        return [name for (name,) in cursor.fetchall()]


def _make(name: str) -> None:
    """Marked as a template only when it is whole: a run that was killed leaves one that is made anew."""
    settings = connection.settings_dict
    own, settings["TEST"]["NAME"] = settings["TEST"]["NAME"], name
    database = settings["NAME"]
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        settings["NAME"], settings["TEST"]["NAME"] = database, own
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE TRUE')


def _drop(names: list[str]) -> None:
    for name in names:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE FALSE')
            try:
                cursor.execute(f'DROP DATABASE "{name}"')
            except DatabaseError:  # somebody copies it at this moment: the next one to make a template drops it
                cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE TRUE')
