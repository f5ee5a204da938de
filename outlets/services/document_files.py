"""Files of the document library: told by their content, kept under a name that nobody can guess."""

import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import BinaryIO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image

from crm.shared.errors import Refused

MOST_BYTES = 15 * 1024 * 1024
#: What an office file may unfold to: more is a bomb.
MOST_UNFOLDED, MOST_PARTS = 300 * 1024 * 1024, 5_000
MOST_PIXELS = 60_000_000
#: What Pillow may try, and nothing else.
PICTURES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
OFFICE = {
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
}
_MAGIC = {b"%PDF-": "pdf", b"PK\x03\x04": "zip", b"\xff\xd8\xff": "picture", b"\x89PNG": "picture", b"RIFF": "picture"}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """
    name       below MEDIA_ROOT
    called     as it was called where it came from, with the ending that fits its content
    """

    name: str
    called: str
    type: str
    bytes: int
    sha256: str


def keep_file(file: File) -> KeptFile:
    """Look into the file and store it.

    raises   Refused as `type_of` does
    """
    media_type, ending = type_of(file)
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    name = default_storage.save(f"documents/{uuid4().hex}.{ending}", file)
    return KeptFile(name, called(file.name or "", ending), media_type, file.size, digest.hexdigest())


def drop_file(kept: KeptFile | None) -> None:
    """Take back what no row names."""
    if kept:
        default_storage.delete(kept.name)


def type_of(file: File) -> tuple[str, str]:
    """The media type that its content tells, and the ending that fits; the file stands at its beginning again.

    raises   Refused when it is empty, too large, or neither PDF, XLSX, DOCX, JPEG, PNG nor WebP
    """
    if not file.size:
        raise Refused(_("The file is empty: choose it again."), code="file_empty")
    if file.size > MOST_BYTES:
        raise Refused(_("The file is larger than 15 MB: make it smaller, or split it."), code="file_too_large")
    file.seek(0)
    found = _told_by(file, file.read(8))
    file.seek(0)
    return found


def _told_by(file: File, head: bytes) -> tuple[str, str]:
    family = next((family for magic, family in _MAGIC.items() if head.startswith(magic)), "")
    if family == "pdf":
        return "application/pdf", "pdf"
    if family == "zip":
        return _office_type(file)
    if family == "picture":
        return _picture_type(file)
    raise _refusal()


def _office_type(file: BinaryIO) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(file) as parts:
            entries = parts.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as broken:
        raise _refusal() from broken
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNFOLDED:
        raise Refused(_("This file unfolds to far too much: save it again, smaller."), code="file_too_large")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("This file holds macros: save it without them."), code="file_macros")
    found = [kind for part, kind in OFFICE.items() if part in names]
    if "[Content_Types].xml" not in names or not found:
        raise _refusal()
    return found[0]


def _picture_type(file: BinaryIO) -> tuple[str, str]:
    file.seek(0)
    try:
        with Image.open(file, formats=list(PICTURES)) as picture:
            width, height, kind = *picture.size, str(picture.format)
            if width * height <= MOST_PIXELS:
                picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        raise _refusal() from broken
    if width * height > MOST_PIXELS:
        raise Refused(_("This picture has too many pixels: save it smaller."), code="file_too_large")
    return PICTURES[kind]


def _refusal() -> Refused:
    return Refused(
        _("This is no PDF, XLSX, DOCX, JPEG, PNG or WebP file: save it as one of these and choose it again."),
        code="file_type",
    )


def called(name: str, ending: str) -> str:
    """The old name without what a file system or a header could take amiss, and with the true ending."""
    stem = "".join(ch for ch in PurePath(name.replace("\\", "/")).stem if ch.isprintable() and ch not in '<>:"/|?*')
    return f"{stem.strip(' .')[:90] or 'document'}.{ending}"
