"""Where the embedded servers keep their files and sockets.

Computes paths and starts nothing, so settings may import it. Framework-free.
"""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATABASE = USER = "crm"
#: A socket's path may have 104 bytes on macOS, 107 on Linux; "/.s.PGSQL.5432.lock" is the longest name.
LONGEST_SOCKET_FOLDER = 80


@dataclass(frozen=True)
class Owner:
    """The user the servers run as when we are root (PostgreSQL refuses to be root)."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """Everything one data folder needs to know about its servers."""

    home: Path
    sockets: Path
    owner: Owner | None

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"


def data_dir() -> Path:
    """The folder of everything this checkout stores: CRM_DATA_DIR, else `.data`."""
    return Path(os.environ.get("CRM_DATA_DIR") or ROOT / ".data").absolute()


def places() -> Places:
    """The places of this data folder, the same from every process and before and after the first start."""
    data = data_dir()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise SystemExit(f"{data} cannot be made: set CRM_DATA_DIR to a folder that you may write.") from None
    data = data.resolve()
    home, owner = data / "servers", None
    tag = hashlib.sha256(os.fsencode(data)).hexdigest()[:10]
    if os.geteuid() == 0:
        owner = _owner_of_existing(home) or _nobody()
        if owner == _nobody() and not open_to_all(data):
            home = Path("/var/tmp") / f"crm-{tag}"
    sockets = home / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path("/tmp") / f"crm-{owner.uid if owner else os.geteuid()}-{tag}"
    return Places(home=home, sockets=sockets, owner=owner)


def open_to_all(path: Path) -> bool:
    """Whether any user may walk to this path."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def embedded_database() -> dict[str, str]:
    """Django's NAME, USER and HOST of the embedded PostgreSQL."""
    return {"NAME": DATABASE, "USER": USER, "HOST": str(places().sockets)}


def embedded_redis_url() -> str:
    """The embedded Valkey, as `unix:///path/to.sock`."""
    return f"unix://{places().valkey_socket}"


def _owner_of_existing(home: Path) -> Owner | None:
    """Root after an ordinary user: the servers stay that user's."""
    try:
        found = (home / "postgres" / "data").stat()
    except FileNotFoundError:
        return None
    return Owner(found.st_uid, found.st_gid) if found.st_uid else None


def _nobody() -> Owner:
    entry = pwd.getpwnam("nobody")
    return Owner(entry.pw_uid, entry.pw_gid)
