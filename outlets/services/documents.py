"""The document library: published by headquarters, read and confirmed by outlet staff."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.models import Document, DocumentVersion
from outlets.services.addressed import Audience
from outlets.services.document_files import KeptFile, drop_file, keep_file


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A text, a file, or both; `note` says what has changed."""

    text: str = ""
    file: File | None = None
    note: str = ""


def add_document(
    kind: str, title: str, audience: Audience, *, version: NewVersion, by: object, at: datetime
) -> Document:
    """Put a document into the library with its first version.

    raises   Refused when it says nothing, or its file is none that is taken
    writes   outlets_document, …_documentversion, audit_auditentry, a file below MEDIA_ROOT
    """
    kept = _kept(version)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=kind, title=title, everywhere=not audience.outlets, roles=sorted(audience.roles)
            )
            document.outlets.set(audience.outlets)
            _publish(document, version, kept, by=by, at=at)
    except BaseException:
        drop_file(kept)
        raise
    return document


def publish_version(document: Document, version: NewVersion, *, seen: int, by: object, at: datetime) -> DocumentVersion:
    """Publish the next version: everybody addressed is asked again.

    seen     number of the version that the writer had before the eyes
    raises   Refused when somebody has published meanwhile, it says nothing, or its file is none that is taken
    writes   outlets_documentversion, outlets_document, audit_auditentry, a file below MEDIA_ROOT
    """
    kept = _kept(version)
    try:
        with transaction.atomic():
            locked = Document.objects.select_for_update(of=("self",)).select_related("current").get(pk=document.pk)
            if _number(locked) != seen:
                raise Refused(
                    _("Somebody has published another version meanwhile: read it, then publish yours."),
                    code="document_newer",
                )
            return _publish(locked, version, kept, by=by, at=at)
    except BaseException:
        drop_file(kept)
        raise


@transaction.atomic
def change_document(document: Document, *, kind: str, title: str, audience: Audience, by: object, at: datetime) -> None:
    """Other words on the cover, or other readers; what it says stays.

    writes   outlets_document, outlets_document_outlets, audit_auditentry
    """
    document.kind, document.title = kind, title
    document.everywhere, document.roles = not audience.outlets, sorted(audience.roles)
    document.save(update_fields=["kind", "title", "everywhere", "roles"])
    document.outlets.set(audience.outlets)
    detail = {"outlets": sorted(outlet.code for outlet in audience.outlets), "roles": document.roles}
    record_act("document.change", _subject(document), by=by, at=at, detail=detail)


@transaction.atomic
def withdraw_document(document: Document, *, withdrawn: bool, by: object, at: datetime) -> None:
    """Take a document out of use, or put it back; its versions and receipts stay.

    writes   outlets_document, audit_auditentry
    """
    if bool(document.withdrawn_at) != withdrawn:
        document.withdrawn_at = at if withdrawn else None
        document.save(update_fields=["withdrawn_at"])
        record_act("document.withdraw" if withdrawn else "document.restore", _subject(document), by=by, at=at)


def _kept(version: NewVersion) -> KeptFile | None:
    """The file first: a transaction waits for no disk."""
    if not version.text.strip() and not version.file:
        raise Refused(_("Write the text, or choose a file."), code="document_empty")
    return keep_file(version.file) if version.file else None


def _publish(
    document: Document, version: NewVersion, kept: KeptFile | None, *, by: object, at: datetime
) -> DocumentVersion:
    made = DocumentVersion(
        document=document,
        number=_number(document) + 1,
        text=version.text.strip(),
        note=version.note,
        published_at=at,
        published_by=by if isinstance(by, User) else None,
    )
    if kept:
        made.file.name, made.file_name, made.file_type = kept.name, kept.called, kept.type
        made.file_bytes, made.file_sha256 = kept.bytes, kept.sha256
    made.save(force_insert=True)
    document.current = made
    document.save(update_fields=["current"])
    record_act("document.publish", _subject(document), by=by, at=at, detail={"version": made.number})
    return made


def _number(document: Document) -> int:
    return document.current.number if document.current else 0


def _subject(document: Document) -> str:
    return f"outlets.document:{document.pk}"
