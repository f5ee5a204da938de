"""Taking a file in: read as a table, its text kept, its columns assigned."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.imports.models import ImportFile, ImportRow, SavedMapping
from crm.imports.reasons import every_report_title, sentence
from crm.imports.registry import Importer
from crm.imports.rules.decoding import WORKBOOK, Sheet, Unreadable, sheet_in, sheet_of
from crm.imports.rules.headers import columns_named, columns_of, key_of, remembered, signature
from crm.imports.rules.workbooks import BEGINS, text_of
from crm.shared.errors import Refused

MAX_BYTES = 20 * 1024 * 1024
SAMPLE_ROWS = 8
State = ImportFile.State


def stage_file(
    content: bytes, name: str, *, importer: Importer, by: User | None, at: datetime, assignable: bool = False
) -> ImportFile:
    """Keep a file that can be read as a table of this kind; none of its rows is judged yet.

    content     text is kept byte for byte; of a workbook the first sheet, as text
    assignable  True: a file whose columns are not understood waits until somebody has assigned them
    raises      Refused when it is no such table, with the reason as its code
    writes      imports_importfile
    """
    importer = importer.complete()
    try:
        if len(content) > MAX_BYTES:
            raise Unreadable("too_big", limit=MAX_BYTES // 1024 // 1024)
        sheet, kept = _read(content)
        sample = [record.cells for record in islice(sheet.records(), SAMPLE_ROWS)]
        rows = sum(1 for _ in sheet.records())
        if not rows:
            raise Unreadable("no_rows")
        mapping = _remembered(importer, sheet.header, by=by)
        state = _understood(importer, sheet.header, mapping, assignable=assignable)
    except Unreadable as unreadable:
        raise _refused(unreadable) from unreadable
    return ImportFile.objects.create(
        kind=importer.kind,
        name=name[:200],
        scope=importer.scope(by) if by else "",
        content=kept,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header=list(sheet.header),
        mapping=mapping,
        sample=[list(cells) for cells in sample],
        rows=rows,
        state=state,
        uploaded_at=at,
        uploaded_by=by,
    )


def assign_columns(file: ImportFile, mapping: Mapping[int, str], *, by: User | None, at: datetime) -> None:
    """Say which column is which field, and have the file checked by that; the next file with this header follows it.

    mapping  position of a column → its field; a column that is not named is not imported
    raises   Refused when a field has two columns or a needed one none, or the file is imported already
    writes   imports_importfile, imports_importrow, imports_savedmapping
    """
    importer = file.importer
    try:
        columns_named(file.header, mapping, known=importer.aliases(), required=importer.required)
    except Unreadable as unreadable:
        raise _refused(unreadable) from unreadable
    with transaction.atomic():
        won = ImportFile.objects.filter(pk=file.pk, state__in=[State.MAPPING, State.CHECKED]).update(
            mapping={str(place): name for place, name in mapping.items()}, state=State.CHECKING, done=0
        )
        if not won:
            raise Refused(_("This file is being checked, or is imported already."), code="not_checked")
        ImportRow.objects.filter(file=file).delete()
        if by is not None:
            SavedMapping.objects.update_or_create(
                kind=file.kind,
                header=signature(file.header, besides=every_report_title()),
                saved_by=by,
                defaults={
                    "mapping": {key_of(file.header[place]): name for place, name in mapping.items()},
                    "saved_at": at,
                },
            )


def discard_file(file: ImportFile) -> bool:
    """Forget a file that was never imported. Returns whether it could."""
    waiting = [State.MAPPING, State.CHECKING, State.CHECKED]
    deleted, _ = ImportFile.objects.filter(pk=file.pk, state__in=waiting).delete()
    return bool(deleted)


def _read(content: bytes) -> tuple[Sheet, bytes]:
    if content.startswith(BEGINS):
        text = text_of(content)
        return sheet_in(text, WORKBOOK), text.encode()
    return sheet_of(content), content


def _remembered(importer: Importer, header: tuple[str, ...], *, by: User | None) -> dict[str, str] | None:
    """Position → field, as this person assigned a header like this the last time."""
    wanted = signature(header, besides=every_report_title())
    saved = SavedMapping.objects.filter(kind=importer.kind, header=wanted, saved_by=by).first() if by else None
    return {str(place): name for place, name in remembered(header, saved.mapping).items()} if saved else None


def _understood(
    importer: Importer, header: tuple[str, ...], mapping: Mapping[str, str] | None, *, assignable: bool
) -> State:
    """
    raises   Unreadable where it is not, and nobody can be asked
    """
    aliases = importer.aliases()
    try:
        if mapping is None:
            columns_of(header, aliases, required=importer.required)
        else:
            named = {int(place): name for place, name in mapping.items()}
            columns_named(header, named, known=aliases, required=importer.required)
    except Unreadable:
        if assignable:
            return State.MAPPING
        raise
    return State.CHECKING


def _refused(unreadable: Unreadable) -> Refused:
    return Refused(sentence(unreadable.code, unreadable.params), code=unreadable.code)
