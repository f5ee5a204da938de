"""The document library: the list, a document with its versions, publishing, and who has read."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.views import Empty, capped_count
from outlets.access import access_of
from outlets.filters.documents import DocumentFilter
from outlets.forms.documents import CoverForm, NewDocumentForm, ReadForm, VersionForm
from outlets.models import Document, DocumentVersion
from outlets.permissions import needs
from outlets.queries.addressed import readers_of
from outlets.queries.documents import library_of
from outlets.rules.document_text import blocks_of
from outlets.services import documents
from outlets.services.addressed import note_reading
from outlets.tables.documents import DocumentTable, reading_badge
from outlets.views.addressed import PUBLISHERS, READING_WATCHERS, PublishedList, WhoHasRead


class DocumentList(PublishedList):
    queryset = Document.objects.none()
    filterset_class = DocumentFilter
    table_class = DocumentTable
    title = gettext_lazy("Documents")
    ordering = ("-current__published_at", "-id")
    template_name = "outlets/document_list.html"
    empty = Empty(
        gettext_lazy("No documents"),
        gettext_lazy("Network rules, price tables, material tables and contact lists stand here once published."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Document]:
        return library_of(request.user)


class ReaderList(WhoHasRead):
    def found(self, request: HttpRequest, pk: int) -> Document:
        return _found(request, pk)

    def above(self) -> list[tuple[str, str]]:
        return _trail()


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    return _document_page(request, _found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PUBLISHERS)
def document_create(request: HttpRequest) -> HttpResponse:
    form = NewDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = documents.add_document(
                given["kind"],
                given["title"],
                form.audience(),
                version=form.version(),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Published. Whoever has to read it finds it on the start page."))
            return redirect(made)
    return _form_page(request, form, title=_("New document"), trail=_trail(), submit=_("Publish"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PUBLISHERS)
def document_publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    initial = {"seen": found.current.number, "text": found.current.text}
    form = VersionForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = documents.publish_version(
                found, form.version(), seen=form.cleaned_data["seen"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Version %(number)s is published: everybody is asked again.") % {"number": made.number}
            )
            return redirect(found)
    title = _("New version of %(title)s") % {"title": found.title}
    trail = [*_trail(), (found.title, found.get_absolute_url())]
    return _form_page(request, form, title=title, trail=trail, submit=_("Publish"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PUBLISHERS)
def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = CoverForm(request.POST or None, instance=Document.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        documents.change_document(
            found,
            kind=given["kind"],
            title=given["title"],
            audience=form.audience(),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect(found)
    trail = [*_trail(), (found.title, found.get_absolute_url())]
    return _form_page(request, form, title=_("Title and readers"), trail=trail, submit=_("Save"))


@require_POST
@needs(PUBLISHERS)
def document_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    withdrawn = request.POST.get("withdrawn") == "yes"
    documents.withdraw_document(found, withdrawn=withdrawn, by=request.user, at=timezone.now())
    messages.success(request, _("Out of use: nobody is asked any more.") if withdrawn else _("Back in use."))
    return redirect(found)


@require_POST
def document_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own word; the version that was on the screen comes with it."""
    found, form = _found(request, pk), ReadForm(request.POST)
    if not form.is_valid():
        return _document_page(request, found, status=422)
    try:
        note_reading(found, form.cleaned_data["version"], by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you: noted that you have read it."))
    return redirect(found)


@require_safe
def document_file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """As an attachment always: what somebody uploaded never speaks in our name."""
    version = get_object_or_404(_found(request, pk).versions, number=number)
    if not version.file:
        raise Http404
    try:
        content = version.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404(_("The file is missing on the server: tell the administrator.")) from gone
    answer = FileResponse(content, as_attachment=True, filename=version.file_name, content_type=version.file_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _found(request: HttpRequest, pk: int) -> Document:
    return get_object_or_404(library_of(request.user), pk=pk)


def _shown(request: HttpRequest, found: Document) -> DocumentVersion:
    """The version asked for, else the newest."""
    asked = request.GET.get("version", "")
    if asked.isdecimal() and asked.isascii() and len(asked) < 10:
        return get_object_or_404(found.versions.select_related("published_by"), number=asked)
    return found.current


def _document_page(request: HttpRequest, found: Document, *, status: int = 200) -> HttpResponse:
    access, shown = access_of(request.user), _shown(request, found)
    newest = shown.pk == found.current_id
    context = {
        "title": found.title,
        "document": found,
        "version": shown,
        "newest": newest,
        "versions": found.versions.all()[:50],
        "blocks": blocks_of(shown.text),
        "roles": [Role(role).label for role in found.roles],
        "places": [] if found.everywhere else found.outlets.visible_to(request.user)[:50],
        "badge": reading_badge(found),
        "trail": _trail(),
        "may_publish": access.has(PUBLISHERS),
        "may_confirm": newest and found.asked and not found.read_at,
    }
    if access.has(READING_WATCHERS):
        people = readers_of(found, request.user)
        context |= {
            "has_read": capped_count(people.exclude(read_at=None)),
            "has_not_read": capped_count(people.filter(read_at=None)),
        }
    return render(request, "outlets/document.html", context, status=status)


def _form_page(
    request: HttpRequest, form: Any, *, title: str, trail: list[tuple[str, str]], submit: str
) -> HttpResponse:
    context = {"form": form, "title": title, "trail": trail, "cancel": trail[-1][1], "submit": submit}
    context["multipart"] = form.is_multipart()
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Documents"), reverse("outlets:documents"))]
