"""What the process environment says; read here and nowhere else."""

import os
import secrets
from pathlib import Path

from crm.local import places

root = Path(__file__).resolve().parents[2]
data_dir = places.data_dir()


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def whole(name: str, default: int) -> int:
    given = text(name)
    if given and not given.isdecimal():
        raise RuntimeError(f"{name} is a whole number of days or the like, not {given!r}.")
    return int(given) if given else default


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_key() -> str:
    """SECRET_KEY from the environment, else one made once and kept in the data folder (mode 0600)."""
    if given := text("SECRET_KEY"):
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text().strip()
