from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from crm.exports.forms import AskForm, DecisionForm
from crm.exports.models import Export
from crm.exports.registry import Exporter, exporter_of, exporters_for
from crm.exports.services.exporting import UNASKED_ROWS, ask, decide, fetch, renew_link, write, written_so_far
from crm.exports.tables import ExportTable
from crm.exports.tasks import write_export
from crm.shared.errors import Refused
from crm.shared.views import Empty, Listed, ListPage, capped_count
from crm.shared.workbooks import KIND

#: So much is written while the browser waits.
AT_ONCE = 2000
SHOWN = Export.objects.defer("content").select_related("asked_by", "decided_by")


def exporters_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """403 for whoever may export nothing and decide nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not exporters_for(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class ExportList(ListPage):
    queryset = SHOWN
    table_class = ExportTable
    title = gettext_lazy("Exports")
    ordering = ("-id",)
    template_name = "exports/export_list.html"
    empty = Empty(
        gettext_lazy("Nothing exported yet"),
        gettext_lazy("What you ask for stands here, and what others ask for and you may approve."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        allowed = [each for each in exporters_for(request.user) if each.allowed(request.user)]
        return super().get_context(request, **kwargs) | {"exporters": allowed}


@require_http_methods(["GET", "HEAD", "POST"])
@exporters_only
def new(request: HttpRequest, kind: str) -> HttpResponse:
    exporter = _exporter(request, kind)
    sent = request.POST if request.method == "POST" else None
    told = _told(request)
    form = AskForm(sent, may_whole=exporter.whole(request.user))
    if sent and form.is_valid():
        export = _asked(request, exporter, told, form)
        if export:
            return redirect("exports:export", export.pk)
    chosen = _chosen(exporter, request.user, told)
    context = {
        "form": form,
        "query": urlencode(told),
        "chosen": chosen,
        "count": capped_count(chosen.rows) if chosen else 0,
        "list_url": f"{reverse(exporter.url_name)}?{urlencode(told)}",
        "title": _("Export: %(kind)s") % {"kind": exporter.label},
        "trail": [(_("Exports"), reverse("exports:exports"))],
        "submit": _("Ask for the export"),
        "limit": UNASKED_ROWS,
    }
    return render(request, "exports/new.html", context, status=422 if sent else 200)


def _told(request: HttpRequest) -> dict[str, str]:
    """Filters and order as the list had them in its address."""
    if request.method == "POST":
        return dict(QueryDict(request.POST.get("list", "")[:2000]).items())
    return {name: value for name, value in request.GET.items() if value and name not in {"cursor", "export"}}


def _chosen(exporter: Exporter, user: Any, told: dict[str, str]) -> Listed | None:
    """None when it is no longer known what was chosen."""
    try:
        return exporter.listed(user, told)
    except Refused:
        return None


def _asked(request: HttpRequest, exporter: Exporter, told: dict[str, str], form: AskForm) -> Export | None:
    wish = form.cleaned_data
    try:
        export = ask(
            exporter,
            told,
            form=wish["format"],
            whole=wish.get("whole", False),
            reason=wish["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    _begin(export)
    return export


@require_safe
@exporters_only
def one(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(SHOWN.visible_to(request.user), pk=pk)
    mine, now = export.asked_by_id == request.user.pk, timezone.now()
    context = {
        "title": _("Export %(number)s: %(kind)s") % {"number": export.pk, "kind": export.kind_label},
        "trail": [(_("Exports"), reverse("exports:exports"))],
        "export": export,
        "mine": mine,
        "open": mine and export.state == Export.State.READY and export.link_until >= now,
        "over": mine and export.state == Export.State.READY and export.link_until < now,
        "to_decide": not mine and export.state == Export.State.WAITING,
        "chosen": _chosen(export.exporter, export.asked_by, export.filters),
        "written": written_so_far(export) if export.state == Export.State.ORDERED else 0,
    }
    part = request.htmx.target == "export"
    return render(request, "exports/_export.html" if part else "exports/export.html", context)


@require_POST
@exporters_only
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(SHOWN.visible_to(request.user), pk=pk)
    form = DecisionForm(request.POST)
    approved = form.is_valid() and form.cleaned_data["approved"]
    try:
        decide(export, approved=approved, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("exports:export", pk)
    if approved:
        _begin(export)
    messages.success(request, _("Approved.") if approved else _("Refused."))
    return redirect("exports:exports")


@require_POST
@exporters_only
def link(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(SHOWN.visible_to(request.user), pk=pk)
    try:
        renew_link(export, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exports:export", pk)


@require_POST
@exporters_only
def file(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(SHOWN.visible_to(request.user), pk=pk)
    try:
        content = fetch(export, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("exports:export", pk)
    kind = KIND if export.format == Export.Format.XLSX else "text/csv; charset=utf-8"
    name = f"{export.kind}-{export.pk}.{export.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _exporter(request: HttpRequest, kind: str) -> Exporter:
    exporter = exporter_of(kind)
    if exporter is None or not exporter.allowed(request.user):
        raise PermissionDenied
    return exporter


def _begin(export: Export) -> None:
    if export.rows <= AT_ONCE:
        write(export.pk, at=timezone.now())
        return
    # Without a broker it waits for the worker's next round.
    with suppress(OperationalError):
        write_export.delay(export.pk)
