"""Files that go with an appeal: a picture is written anew, a paper is looked into; both under unguessable names."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from crm.shared.errors import Refused
from crm.shared.pictures import clean_picture
from outlets.services.document_files import OFFICE, PICTURES, KeptFile, called, drop_file, type_of

FOLDER = "appeals"
MOST_FILES = 5
PICTURE = "image/jpeg"
#: What is kept: pictures written anew, and papers.
EVIDENCE_TYPES = (PICTURE, "application/pdf", *(media_type for media_type, _ending in OFFICE.values()))
_PICTURE_TYPES = {media_type for media_type, _ending in PICTURES.values()}


def keep_evidence(files: Sequence[File]) -> list[KeptFile]:
    """Store all of these files, or none.

    raises   Refused with the name of the first that is too large or of no good kind, or when there are too many
    """
    if len(files) > MOST_FILES:
        raise Refused(_("At most %(most)s files go with an appeal.") % {"most": MOST_FILES}, code="evidence_too_many")
    kept: list[KeptFile] = []
    try:
        for file in files:
            kept.append(_keep(file))
    except Refused as refusal:
        drop_evidence(kept)
        raise Refused(f"{str(file.name)[:60]}: {refusal}", code=refusal.code) from refusal
    except OSError as full:
        drop_evidence(kept)
        raise Refused(
            _("The store of files is full or out of order: nothing was kept. Tell the administrator."),
            code="evidence_store",
        ) from full
    return kept


def drop_evidence(kept: Iterable[KeptFile]) -> None:
    """Take back what no row names."""
    for one in kept:
        drop_file(one)


def _keep(file: File) -> KeptFile:
    media_type, ending = type_of(file)
    if media_type in _PICTURE_TYPES:
        clean = clean_picture(file)
        content: File = ContentFile(clean.jpeg)
        media_type, ending, digest = PICTURE, "jpg", clean.original_sha256
    else:
        content, digest = file, sha256(file.read()).hexdigest()
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}.{ending}", content)
    return KeptFile(name, called(file.name or "", ending), media_type, content.size, digest)
