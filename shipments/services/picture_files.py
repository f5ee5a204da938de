"""Files of pictures on disk, so that a crash leaves no row without its file, and no file for ever without a row.

First a note that a file is coming, then the file, then the row, then the note is gone. What a crash leaves is a note;
the sweep looks at old notes and at nothing else, however many pictures there are.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.errors import Refused
from shipments.models import Picture

FOLDER = "pictures"
COMING = f"{FOLDER}/coming"
#: A note older than this belongs to nobody who is still at work.
ORPHANED = timedelta(days=1)


def store(jpeg: bytes, *, at: datetime) -> str:
    """Keep these bytes durably under a name that nobody can guess. Returns the name below MEDIA_ROOT.

    raises   Refused when the disk takes no more
    """
    day = timezone.localdate(at).isoformat()
    name = f"{FOLDER}/{day}/{uuid4().hex}.jpg"
    try:
        _write(_note_of(name), name.encode())
        _write(_path(name), jpeg)
    except OSError as full:
        discard(name)
        raise Refused(
            _("The picture store is full or out of order: the picture was not kept. Tell the administrator."),
            code="picture_store",
        ) from full
    return name


def settle(name: str) -> None:
    """The row is there: the note goes."""
    with suppress(OSError):
        _note_of(name).unlink(missing_ok=True)


def discard(name: str) -> None:
    """Take back a file that no row names."""
    with suppress(OSError):
        _path(name).unlink(missing_ok=True)
    settle(name)


def sweep_orphans(at: datetime) -> int:
    """Remove files whose row never came. Safe at any time, and twice. Returns how many."""
    folder, oldest = _path(COMING), (at - ORPHANED).timestamp()
    notes = [note for note in folder.iterdir() if note.stat().st_mtime < oldest] if folder.is_dir() else []
    names = {note: note.read_text() for note in notes}
    kept = set(Picture.objects.filter(file__in=names.values()).values_list("file", flat=True)) if names else set()
    orphans = 0
    for note, name in names.items():
        if name and name not in kept:
            _path(name).unlink(missing_ok=True)
            orphans += 1
        note.unlink(missing_ok=True)
    return orphans


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _path(name: str) -> Path:
    return Path(default_storage.path(name))


def _note_of(name: str) -> Path:
    return _path(f"{COMING}/{Path(name).stem}")
