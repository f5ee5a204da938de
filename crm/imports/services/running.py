"""Checking a file and importing it: chunk by chunk, each chunk one transaction with its journal.

The check is the import itself, rolled back, so it cannot promise anything else than what the import does.
A run that dies is continued by the next one where the last complete chunk ended.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.imports.models import ImportFile, ImportRow
from crm.imports.registry import Call, Importer, Outcome, Result, Row, refused
from crm.imports.services.claiming import claimed
from crm.imports.services.reading import Judged, judged_records
from crm.imports.services.undoing import undo_chunks
from crm.imports.sql.journal import keep_journal
from crm.shared.errors import Refused

State = ImportFile.State


def start_commit(file: ImportFile, *, whole: bool, by: User | None, at: datetime) -> None:
    """Decide that a checked file is to be imported; `advance` then does it.

    whole    all rows or none
    raises   Refused when it was not checked to its end, or is imported already
    writes   imports_importfile, imports_importrow, audit_auditentry
    """
    with transaction.atomic():
        won = ImportFile.objects.filter(pk=file.pk, state=State.CHECKED).update(
            state=State.COMMITTING, done=0, whole=whole, committed_by=by, committed_at=at
        )
        if not won:
            raise Refused(_("This file is being checked, or is imported already."), code="not_checked")
        ImportRow.objects.filter(file=file).delete()
        record_act(
            "import.commit",
            f"imports.file:{file.pk}",
            by=by,
            at=at,
            detail={"kind": file.kind, "name": file.name, "sha256": file.sha256, "rows": file.rows},
        )


def advance(
    file_id: int, *, at: datetime, chunks: int | None = None, say: Callable[[int], None] = lambda done: None
) -> ImportFile:
    """Go on with a file's check, import or undoing, at most so many chunks, and return how it stands then.

    say      told after each chunk how many rows are done

    Two workers may do this at once: each chunk is taken by the one whose position still holds.
    """
    file = ImportFile.objects.get(pk=file_id)
    if not file.running:
        return file
    if file.state == State.COMMITTING and file.whole:
        _all_or_nothing(file, at=at)
        if file.state != State.CHECKING:
            return file
    if file.state == State.UNDOING:
        undo_chunks(file, at=at, chunks=chunks, say=say)
    else:
        for chunk in islice(_chunks(file), chunks):
            if not _take(file, chunk, at=at):
                break
            say(chunk[-1].number)
    file.refresh_from_db(fields=["state", "done"])
    return file


def _chunks(file: ImportFile) -> Iterator[list[Judged]]:
    judged = islice(judged_records(file), file.done, None)
    while chunk := list(islice(judged, file.importer.together)):
        yield chunk


def _take(file: ImportFile, chunk: Sequence[Judged], *, at: datetime) -> bool:
    """One chunk with its journal; False when another worker was quicker."""
    with transaction.atomic():
        if claimed(file) != (file.state, chunk[0].number - 1):
            return False
        results = _results(file, chunk, at=at, keep=file.state == State.COMMITTING)
        _record(file, chunk, results=results)
    return True


def _all_or_nothing(file: ImportFile, *, at: datetime) -> None:
    """Import the whole file in one transaction; the first refused row sends it back to be checked."""
    with transaction.atomic():
        if claimed(file) != (State.COMMITTING, 0):
            return
        for chunk in _chunks(file):
            results = _results(file, chunk, at=at, keep=True)
            _record(file, chunk, results=results)
            if any(result.outcome == Outcome.REFUSED for result in results):
                transaction.set_rollback(True)
                break
    file.refresh_from_db(fields=["state", "done"])
    if file.state == State.COMMITTING:  # rolled back: look again, so that the report shows every refused row
        file.state, file.done = State.CHECKING, 0
        file.committed_at = file.committed_by = None
        file.save(update_fields=["state", "done", "committed_at", "committed_by"])


def _results(file: ImportFile, chunk: Sequence[Judged], *, at: datetime, keep: bool) -> list[Result]:
    """What becomes of each record; with `keep` false every write is undone again."""
    importer = file.importer
    by = file.committed_by if keep else file.uploaded_by
    call = Call(by=by, at=at, source=f"import:{file.pk}")
    rows = [each.row for each in chunk if each.row is not None]
    with transaction.atomic():
        applied = iter(_applied(importer, rows, call=call))
        results = [each.refusal or next(applied) for each in chunk]
        if not keep:
            transaction.set_rollback(True)
    return results


def _applied(importer: Importer, rows: Sequence[Row], *, call: Call) -> list[Result]:
    """All rows at once; if that cannot be, in halves, so that a bad row takes no good one with it."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            results = list(importer.apply(rows, call))
        if len(results) != len(rows):
            raise RuntimeError(f"{importer.kind}: {len(results)} results for {len(rows)} rows")
        return results
    except (Refused, IntegrityError, DataError) as clash:
        if len(rows) == 1:
            return [_refusal(clash)]
    middle = len(rows) // 2
    return [*_applied(importer, rows[:middle], call=call), *_applied(importer, rows[middle:], call=call)]


def _refusal(clash: Exception) -> Result:
    if isinstance(clash, Refused):
        return refused("", clash.code, detail=str(clash))
    return refused("", "clash", detail=str(clash).splitlines()[0])


def _record(file: ImportFile, chunk: Sequence[Judged], *, results: Sequence[Result]) -> None:
    keep_journal(
        (file.pk, each.number, each.record.line, str(result.outcome), result.field, result.code)
        + (result.params, result.object_id, result.version, result.before)
        for each, result in zip(chunk, results, strict=True)
    )
    done = chunk[-1].number
    ended = {State.CHECKING: State.CHECKED, State.COMMITTING: State.COMMITTED}[State(file.state)]
    ImportFile.objects.filter(pk=file.pk).update(done=done, state=ended if done >= file.rows else file.state)
