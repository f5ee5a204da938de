"""A list taken along: asked for, agreed to by somebody else where it is much or whole, written, fetched once."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.exports.models import Export
from crm.exports.registry import Exporter
from crm.imports.rules.cells import safe
from crm.shared.errors import Refused
from crm.shared.workbooks import workbook, write_rows

#: So much may somebody take along without being asked why by another.
UNASKED_ROWS = 500
LINK = timedelta(minutes=15)
KEPT = timedelta(hours=24)
#: From so many digits on a spreadsheet takes a number for a quantity and rounds it.
LONG = 12
#: After so many rows it is told how far it is.
TELL = 500
State = Export.State


def ask(
    exporter: Exporter,
    told: Mapping[str, str],
    *,
    form: str,
    whole: bool,
    reason: str,
    by: User,
    at: datetime,
) -> Export:
    """
    told     filters and order, as the list's address has them
    raises   Refused when this person may not see the whole, or there is nothing to take along
    writes   exports_export, audit_auditentry
    """
    if whole and not exporter.whole(by):
        raise Refused(gettext_lazy("You may export this masked only."), code="whole_forbidden")
    rows = exporter.listed(by, told).rows.order_by().count()
    if not rows:
        raise Refused(gettext_lazy("There are no such rows."), code="nothing_to_export")
    needs = whole or rows > UNASKED_ROWS
    with transaction.atomic():
        export = Export.objects.create(
            kind=exporter.kind,
            filters=dict(told),
            format=form,
            whole=whole,
            reason=reason,
            language=translation.get_language() or "",
            state=State.WAITING if needs else State.ORDERED,
            rows=rows,
            asked_at=at,
            asked_by=by,
        )
        _record("export.ask", export, by=by, at=at)
    return export


def decide(export: Export, *, approved: bool, by: User, at: datetime) -> None:
    """
    raises   Refused when it is one's own, not one's to decide, or decided already
    writes   exports_export, audit_auditentry
    """
    if export.asked_by_id == by.pk:
        raise Refused(gettext_lazy("Somebody else decides what you asked for."), code="own_export")
    if not export.exporter.decides(by):
        raise Refused(gettext_lazy("This is not yours to decide."), code="not_yours")
    with transaction.atomic():
        won = Export.objects.filter(pk=export.pk, state=State.WAITING).update(
            state=State.ORDERED if approved else State.REFUSED, decided_at=at, decided_by=by
        )
        if not won:
            raise Refused(gettext_lazy("This was decided already."), code="decided")
        _record("export.approve" if approved else "export.refuse", export, by=by, at=at)


def write(export_id: int, *, at: datetime) -> bool:
    """Write the file of an ordered export, in one transaction: a worker that dies leaves it to the next one.

    Returns whether it was written. The rows are those its asker may see now; who may no longer is refused.
    """
    with transaction.atomic():
        export = Export.objects.select_for_update(skip_locked=True).filter(pk=export_id, state=State.ORDERED).first()
        if export is None:
            return False
        try:
            with translation.override(export.language):
                content, rows = _written(export, at=at)
        except (Refused, PermissionDenied):
            export.state = State.REFUSED
            export.save(update_fields=["state"])
            return False
        export.content, export.sha256, export.rows = content, hashlib.sha256(content).hexdigest(), rows
        export.state, export.ready_at, export.link_until = State.READY, at, at + LINK
        export.save(update_fields=["content", "sha256", "rows", "state", "ready_at", "link_until"])
    return True


def renew_link(export: Export, *, by: User, at: datetime) -> None:
    """A quarter of an hour more, for what was never fetched.

    raises   Refused when it was fetched or forgotten, or is another's
    """
    if not Export.objects.filter(pk=export.pk, state=State.READY, asked_by=by).update(link_until=at + LINK):
        raise Refused(gettext_lazy("This file was fetched or forgotten: ask again."), code="gone")


def fetch(export: Export, *, by: User, at: datetime) -> bytes:
    """The file, once: whoever asked for it, within the link's quarter of an hour.

    raises   Refused when it was fetched before, the link has run out, or it is another's
    writes   exports_export, audit_auditentry
    """
    with transaction.atomic():
        held = Export.objects.select_for_update().filter(pk=export.pk, state=State.READY, asked_by=by).first()
        if held is None:
            raise Refused(gettext_lazy("This file was fetched or forgotten: ask again."), code="gone")
        if held.link_until is None or held.link_until < at:
            raise Refused(gettext_lazy("The link has run out: make a new one."), code="link_over")
        content = bytes(held.content)
        Export.objects.filter(pk=held.pk).update(state=State.FETCHED, fetched_at=at, content=None)
        _record("export.fetch", held, by=by, at=at)
    return content


def written_so_far(export: Export) -> int:
    """Rows of an export that is being written: its own transaction shows none before the end."""
    return min(int(cache.get(_place(export), 0)), export.rows)


def forget_old(at: datetime) -> int:
    """What nobody fetched for a day. Returns how many."""
    old = Export.objects.filter(state=State.READY, ready_at__lt=at - KEPT)
    return old.update(state=State.FORGOTTEN, content=None)


def _record(action: str, export: Export, *, by: User, at: datetime) -> None:
    detail = {"kind": export.kind, "rows": export.rows, "whole": export.whole, "format": export.format}
    detail |= {"filters": export.filters, "reason": export.reason}
    record_act(action, f"exports.export:{export.pk}", by=by, at=at, detail=detail)


def _written(export: Export, *, at: datetime) -> tuple[bytes, int]:
    if not export.exporter.allowed(export.asked_by):
        raise PermissionDenied
    listed = export.exporter.listed(export.asked_by, export.filters)
    rows = _told(export, export.exporter.rows(listed, export.whole))
    return _workbook(export, rows, at=at) if export.format == Export.Format.XLSX else _text(rows)


def _told(export: Export, rows: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rows):
        if number % TELL == 0:
            cache.set(_place(export), number, 3600)
        yield row


def _place(export: Export) -> str:
    return f"exports:written:{export.pk}"


def _workbook(export: Export, rows: Iterator[Sequence[str]], *, at: datetime) -> tuple[bytes, int]:
    """The rows, and behind them a sheet that says who took them along, and when."""
    out = io.BytesIO()
    with workbook(out) as book:
        count = write_rows(book, str(export.exporter.label)[:31], rows)
        write_rows(book, _("Export"), _mark(export, count, at=at), width=32)
    return out.getvalue(), count


def _mark(export: Export, count: int, *, at: datetime) -> list[list[str]]:
    asker, approver = export.asked_by, export.decided_by
    return [
        [_("Export"), str(export.pk)],
        [_("Asked by"), f"{asker} · {asker.username}"],
        [_("Approved by"), str(approver) if approver else "—"],
        [_("Written at"), timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")],
        [_("Rows"), str(count)],
        [_("Reason"), export.reason],
        [_("Personal data"), _("in full") if export.whole else _("masked")],
    ]


def _text(rows: Iterator[Sequence[str]]) -> tuple[bytes, int]:
    out = io.StringIO()
    writer = csv.writer(out)
    count = -1  # the titles
    for cells in rows:
        writer.writerow([_cell(cell) for cell in cells])
        count += 1
    return b"\xef\xbb\xbf" + out.getvalue().encode(), count


def _cell(cell: str) -> str:
    return f"\t{cell}" if len(cell) >= LONG and cell.isdigit() else safe(cell)
