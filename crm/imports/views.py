from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from crm.audit.services.recording import record_act
from crm.imports.filters import ImportFileFilter
from crm.imports.forms import CommitForm, MappingForm, UploadForm
from crm.imports.models import ImportFile, ImportRow
from crm.imports.queries import (
    Tally,
    refused_csv,
    refused_rows,
    remarks_of,
    tally_of,
    template_csv,
    undone_of,
)
from crm.imports.registry import Field, Outcome, importers_for
from crm.imports.rules.headers import titles_meant
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import assign_columns, discard_file, stage_file
from crm.imports.services.undoing import start_undo
from crm.imports.tables import ImportFileTable
from crm.imports.tasks import continue_import
from crm.shared.errors import Refused
from crm.shared.figures import Stat
from crm.shared.keyset import Page, page_of
from crm.shared.views import Empty, ListPage
from crm.shared.workbooks import KIND, workbook, write_rows

#: So much is done while the browser waits; a longer file goes on in the worker.
CHUNKS_AT_ONCE = 2
REFUSED_A_PAGE = 100
SEPARATORS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("bar"),
}


def importers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """403 for whoever may import nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not importers_for(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class ImportFileList(ListPage):
    queryset = ImportFile.objects.defer("content", "sample").select_related("uploaded_by")
    filterset_class = ImportFileFilter
    table_class = ImportFileTable
    title = gettext_lazy("Imports")
    ordering = ("-uploaded_at", "-id")
    template_name = "imports/file_list.html"
    empty = Empty(
        gettext_lazy("Nothing imported yet"),
        gettext_lazy("Bring what your old system knows as CSV or Excel files."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["kind"]
        importer = next(each for each in importers_for(request.user) if each.kind == wanted)
        sent = form.cleaned_data["file"]
        try:
            file = stage_file(
                sent.read(), sent.name, importer=importer, by=request.user, at=timezone.now(), assignable=True
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            if file.state == ImportFile.State.MAPPING:
                return redirect("imports:columns", file.pk)
            _go_on(file)
            return redirect("imports:file", file.pk)
    context = {
        "form": form,
        "importers": [each.complete() for each in importers_for(request.user)],
        "title": _("Import a file"),
        "trail": [(_("Imports"), reverse("imports:files"))],
        "submit": _("Upload and check"),
        "multipart": True,
    }
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


@require_safe
@importers_only
def file_report(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(_visible(request).select_related("uploaded_by", "committed_by", "undone_by"), pk=pk)
    if file.state == ImportFile.State.MAPPING:
        return redirect("imports:columns", pk)
    tally, columns = tally_of(file), _columns(file)
    context = {
        "title": file.name,
        "trail": [(_("Imports"), reverse("imports:files"))],
        "file": file,
        "columns": columns,
        "sample": [[_shown(cell, column) for cell, column in zip(row, columns, strict=False)] for row in file.sample],
        "separator": SEPARATORS[file.delimiter],
        "tally": tally,
        "stats": _stats(tally, whole=file.rows),
        "listed": _listed(file, request.GET.get("cursor", "")),
        "undone": undone_of(file) if file.undone_at else None,
        "remarks": remarks_of(file),
        "form": CommitForm(),
        "at": timezone.now(),
    }
    part = request.htmx.target == "report"
    return render(request, "imports/_report.html" if part else "imports/file.html", context)


def _listed(file: ImportFile, cursor: str) -> Page[ImportRow]:
    """The rows to look at: refused ones, and once it is undone those that were left as they are."""
    taken_back = file.state in {ImportFile.State.UNDOING, ImportFile.State.UNDONE}
    rows = file.journal.filter(undo=ImportRow.Undo.KEPT) if taken_back else file.journal.filter(outcome=Outcome.REFUSED)
    page = page_of(rows, ("number",), size=REFUSED_A_PAGE, cursor=cursor)
    for row in page.rows:
        row.file = file
    return page


@require_POST
@importers_only
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(_visible(request), pk=pk)
    form = CommitForm(request.POST)
    try:
        start_commit(file, whole=form.is_valid() and form.cleaned_data["whole"], by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if _go_on(file).state == ImportFile.State.CHECKED:
            messages.error(request, _("Nothing was imported, because rows are refused."))
    return redirect("imports:file", pk)


@require_POST
@importers_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(_visible(request), pk=pk)
    if discard_file(file):
        messages.success(request, _("%(file)s is forgotten; nothing of it was imported.") % {"file": file.name})
        return redirect("imports:files")
    messages.error(request, _("This file is imported already."))
    return redirect("imports:file", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which field."""
    file = get_object_or_404(_visible(request), pk=pk)
    taken = [field for _title, field in _columns(file)]
    form = MappingForm(request.POST or None, file=file, taken=taken, told=file.uploaded_by_id == request.user.pk)
    if request.method == "POST" and form.is_valid():
        try:
            assign_columns(file, form.mapping, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            file.refresh_from_db(fields=["state"])
            _go_on(file)
            return redirect("imports:file", pk)
    context = {
        "form": form,
        "file": file,
        "title": _("Columns of %(file)s") % {"file": file.name},
        "trail": [(_("Imports"), reverse("imports:files")), (file.name, file.get_absolute_url())],
        "submit": _("Assign and check"),
        "needed": [field.label for field in file.importer.fields if field.required],
    }
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


@require_POST
@importers_only
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(_visible(request), pk=pk)
    try:
        start_undo(file, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _go_on(file)
    return redirect("imports:file", pk)


@require_POST
@importers_only
def refused_text(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    return _csv(refused_csv(_handed_out(request, pk)), f"refused-{pk}.csv")


@require_POST
@importers_only
def refused_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    file = BytesIO()
    with workbook(file) as book:
        write_rows(book, _("Refused rows"), refused_rows(_handed_out(request, pk)))
    headers = {"Content-Disposition": f'attachment; filename="refused-{pk}.xlsx"'}
    return HttpResponse(file.getvalue(), content_type=KIND, headers=headers)


def _handed_out(request: HttpRequest, pk: int) -> ImportFile:
    """The rows whole, as they must be to be corrected: names and numbers unmasked, so it is a POST and on record."""
    file = get_object_or_404(ImportFile.objects.visible_to(request.user), pk=pk)
    record_act("import.download", f"imports.file:{file.pk}", by=request.user, at=timezone.now())
    return file


@require_safe
@importers_only
def template(request: HttpRequest, kind: str) -> HttpResponse:
    importer = next((each for each in importers_for(request.user) if each.kind == kind), None)
    if importer is None:
        raise PermissionDenied
    return _csv(template_csv(importer.complete()), f"{kind}.csv")


def _visible(request: HttpRequest) -> QuerySet[ImportFile]:
    return ImportFile.objects.visible_to(request.user).defer("content")


def _go_on(file: ImportFile) -> ImportFile:
    if file.rows <= CHUNKS_AT_ONCE * file.importer.together:
        return advance(file.pk, at=timezone.now())
    # Without a broker the file waits for the worker's next round.
    with suppress(OperationalError):
        continue_import.delay(file.pk)
    file.refresh_from_db(fields=["state"])
    return file


def _columns(file: ImportFile) -> list[tuple[str, Field | None]]:
    """The file's titles beside the fields they were taken for; of two that mean one, the first."""
    if file.mapping is None:
        places = titles_meant(file.header, file.importer.aliases())
    else:
        places = {int(place): name for place, name in file.mapping.items()}
    fields = {place: file.importer.field_called(name) for place, name in places.items()}
    return [(title, fields.get(place)) for place, title in enumerate(file.header)]


def _shown(cell: str, column: tuple[str, Field | None]) -> str:
    """What of a cell everybody may see; of a column that nobody asked for, nothing."""
    _title, field = column
    if field is None:
        return "…" if cell else ""
    return field.mask(cell) if field.mask else cell


def _stats(tally: Tally, *, whole: int) -> list[Stat]:
    of_all = _("of %(rows)s rows") % {"rows": f"{whole:,}"}
    return [
        Stat(_("Created"), tally.created, whole=of_all, kind="met"),
        Stat(_("Changed"), tally.updated, whole=of_all, kind="open"),
        Stat(_("Unchanged"), tally.unchanged, whole=of_all, kind="still"),
        Stat(_("Refused"), tally.refused, whole=of_all, kind="refused", url="#refused" if tally.refused else ""),
    ]


def _csv(lines: Any, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
