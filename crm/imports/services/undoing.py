"""Taking an import back: chunk by chunk, each one transaction; what was edited since stays and is listed."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.imports.models import ImportFile, ImportRow
from crm.imports.registry import Call, Outcome, Written
from crm.imports.services.claiming import claimed
from crm.imports.sql.journal import MARK_UNDONE
from crm.shared.errors import Refused

State = ImportFile.State
WRITTEN = (Outcome.CREATED, Outcome.UPDATED)


def start_undo(file: ImportFile, *, by: User | None, at: datetime) -> None:
    """Decide that an imported file is to be taken back; `advance` then does it.

    raises   Refused when it is not imported to its end, is taken back already, or is of a kind that cannot be
    writes   imports_importfile, audit_auditentry
    """
    with transaction.atomic():
        won = file.importer.undo and ImportFile.objects.filter(pk=file.pk, state=State.COMMITTED).update(
            state=State.UNDOING, done=0, undone_by=by, undone_at=at
        )
        if not won:
            raise Refused(_("This import cannot be undone."), code="not_undoable")
        detail = {"kind": file.kind, "name": file.name, "sha256": file.sha256, "rows": file.rows}
        record_act("import.undo", f"imports.file:{file.pk}", by=by, at=at, detail=detail)


def undo_chunks(file: ImportFile, *, at: datetime, chunks: int | None, say: Callable[[int], None]) -> None:
    """
    chunks   at most so many; None: to the end
    writes   imports_importfile, imports_importrow, and what the importer takes back
    """
    left = chunks
    while left is None or left > 0:
        done = _take_back(file, at=at)
        if done is None:
            return
        say(done)
        left = None if left is None else left - 1


def _take_back(file: ImportFile, *, at: datetime) -> int | None:
    """One chunk; None when there is none left, or another worker is at it."""
    with transaction.atomic():
        held = claimed(file)
        if held is None or held[0] != State.UNDOING:
            return None
        rows = list(_written(file, after=held[1]))
        if not rows:
            ImportFile.objects.filter(pk=file.pk).update(state=State.UNDONE, done=file.rows)
            return None
        _undo(file, rows, at=at)
        done = rows[-1].number
        ImportFile.objects.filter(pk=file.pk).update(done=done)
    return done


def _written(file: ImportFile, *, after: int) -> "list[ImportRow]":
    rows = ImportRow.objects.filter(file=file.pk, number__gt=after, outcome__in=WRITTEN, object_id__isnull=False)
    return list(rows.order_by("number")[: file.importer.together])


def _undo(file: ImportFile, rows: "list[ImportRow]", *, at: datetime) -> None:
    undo = file.importer.undo
    if undo is None:
        raise LookupError(f"Nothing takes back {file.kind!r}.")
    written = [Written(row.object_id, row.version, row.before) for row in rows]
    codes = undo(written, Call(by=file.undone_by, at=at, source=f"undo:{file.pk}"))
    numbers = [row.number for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(MARK_UNDONE, {"file": file.pk, "numbers": numbers, "codes": list(codes)})
