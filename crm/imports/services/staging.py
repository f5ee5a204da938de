"""Taking a file in: read as a table, kept byte for byte."""

import hashlib
from datetime import datetime
from itertools import islice

from crm.accounts.models import User
from crm.imports.models import ImportFile
from crm.imports.reasons import sentence
from crm.imports.registry import Importer
from crm.imports.rules.decoding import Unreadable, sheet_of
from crm.imports.rules.headers import columns_of
from crm.shared.errors import Refused

MAX_BYTES = 20 * 1024 * 1024
SAMPLE_ROWS = 8


def stage_file(content: bytes, name: str, *, importer: Importer, by: User | None, at: datetime) -> ImportFile:
    """Keep a file that can be read as a table of this kind; none of its rows is judged yet.

    raises   Refused when it is no such table, with the reason as its code
    writes   imports_importfile
    """
    try:
        if len(content) > MAX_BYTES:
            raise Unreadable("too_big", limit=MAX_BYTES // 1024 // 1024)
        sheet = sheet_of(content)
        columns_of(sheet.header, importer.aliases(), required=importer.required)
        sample = [record.cells for record in islice(sheet.records(), SAMPLE_ROWS)]
        rows = sum(1 for _ in sheet.records())
        if not rows:
            raise Unreadable("no_rows")
    except Unreadable as unreadable:
        raise Refused(sentence(unreadable.code, unreadable.params), code=unreadable.code) from unreadable
    return ImportFile.objects.create(
        kind=importer.kind,
        name=name[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header=list(sheet.header),
        sample=[list(cells) for cells in sample],
        rows=rows,
        uploaded_at=at,
        uploaded_by=by,
    )


def discard_file(file: ImportFile) -> bool:
    """Forget a file that was never imported. Returns whether it could."""
    waiting = [ImportFile.State.CHECKING, ImportFile.State.CHECKED]
    deleted, _ = ImportFile.objects.filter(pk=file.pk, state__in=waiting).delete()
    return bool(deleted)
