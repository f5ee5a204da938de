"""Notices: the inbox, one notice, writing them, and which outlets have not read."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import HQ_ROLES, Role
from crm.shared.errors import Refused
from crm.shared.panels import panels
from crm.shared.views import Empty, ListPage, capped_count
from outlets.access import access_of
from outlets.filters.notices import NoticeFilter, OutletReadingFilter
from outlets.forms.notices import NoticeForm, NoticeReadForm, NoticeVersionForm, RemindForm
from outlets.models import Notice, NoticeVersion, Outlet
from outlets.permissions import needs
from outlets.queries.addressed import readers_of
from outlets.queries.notices import give_titles, inbox_of, outlets_asked
from outlets.rules.document_text import blocks_of
from outlets.services import notices
from outlets.tables.notices import NoticeTable, OutletReadingTable, notice_badge
from outlets.views.addressed import NOBODY, PUBLISHERS, READING_WATCHERS, PublishedList, WhoHasRead


class NoticeList(PublishedList):
    queryset = Notice.objects.none()
    filterset_class = NoticeFilter
    table_class = NoticeTable
    title = gettext_lazy("Notices")
    ordering = ("-published_at", "-id")
    template_name = "outlets/notice_list.html"
    empty = Empty(
        gettext_lazy("No notices"),
        gettext_lazy("What headquarters announce stands here, the newest first; so do the notices of fines."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Notice]:
        return inbox_of(request.user)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        give_titles(context["table"].objects)
        return context


class NoticeReaderList(WhoHasRead):
    def found(self, request: HttpRequest, pk: int) -> Notice:
        return _found(request, pk)

    def above(self) -> list[tuple[str, str]]:
        return _trail()


class NoticeOutletList(ListPage):
    """Which outlets have not read it, for headquarters, who can remind them."""

    queryset = Outlet.objects.none()
    filterset_class = OutletReadingFilter
    table_class = OutletReadingTable
    ordering = ("code",)
    template_name = "outlets/notice_outlets.html"
    empty = NOBODY

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Outlet]:
        self.notice = _found(request, kwargs["pk"])
        return outlets_asked(self.notice)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        context["table"].readers_url = reverse("outlets:notice_readers", args=[self.notice.pk])
        return context | {
            "title": _("Who has read it, by outlet"),
            "notice": self.notice,
            "may_remind": access_of(request.user).has(PUBLISHERS) and not self.notice.withdrawn_at,
            "trail": [*_trail(), (str(self.notice), self.notice.get_absolute_url())],
        }


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    return _notice_page(request, _found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PUBLISHERS)
def notice_create(request: HttpRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = notices.publish_notice(
                form.cover(), form.words(), form.audience(), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Published. Whoever it is meant for finds it among the notices."))
            return redirect(made)
    return _form_page(request, form, title=_("New notice"), trail=_trail())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(PUBLISHERS)
def notice_publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    current = found.current
    initial = {"seen": current.number, "text": current.text, "text_en": current.text_en}
    form = NoticeVersionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = notices.publish_version(
                found, form.words(), seen=form.cleaned_data["seen"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Version %(number)s is published: everybody is asked again.") % {"number": made.number}
            )
            return redirect(found)
    title = _("New version of %(title)s") % {"title": found}
    return _form_page(request, form, title=title, trail=[*_trail(), (str(found), found.get_absolute_url())])


@require_POST
@needs(PUBLISHERS)
def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found, withdrawn = _found(request, pk), request.POST.get("withdrawn") == "yes"
    try:
        notices.withdraw_notice(found, withdrawn=withdrawn, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: nobody is asked any more.") if withdrawn else _("Out again."))
    return redirect(found)


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own word; the version that was on the screen comes with it."""
    found, form = _found(request, pk), NoticeReadForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, found, status=422)
    given = form.cleaned_data
    try:
        notices.confirm_reading(found, given["version"], answer=given["answer"], by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you: noted that you have read it."))
    return redirect(found)


@require_POST
@needs(PUBLISHERS)
def notice_remind(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), RemindForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("outlets", [])))
        return redirect("outlets:notice_outlets", pk=pk)
    chosen = [outlet.pk for outlet in form.cleaned_data["outlets"]]
    try:
        reminded = notices.remind(found, chosen or None, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(n)s outlet is reminded.", "%(n)s outlets are reminded.", reminded)
        messages.success(request, words % {"n": reminded})
    return redirect("outlets:notice_outlets", pk=pk)


def _found(request: HttpRequest, pk: int) -> Notice:
    (found,) = give_titles([get_object_or_404(inbox_of(request.user), pk=pk)])
    return found


def _shown(request: HttpRequest, found: Notice) -> NoticeVersion:
    """The version asked for, else the newest."""
    asked = request.GET.get("version", "")
    if asked.isdecimal() and asked.isascii() and len(asked) < 10:
        return get_object_or_404(found.versions.select_related("published_by"), number=asked)
    return found.current


def _notice_page(request: HttpRequest, found: Notice, *, status: int = 200) -> HttpResponse:
    access, shown = access_of(request.user), _shown(request, found)
    newest = shown.pk == found.current_id
    english = get_language() == "en" and shown.text_en
    context = {
        "title": str(found),
        "notice": found,
        "version": shown,
        "newest": newest,
        "versions": found.versions.all()[:50],
        "blocks": blocks_of(shown.text_en if english else shown.text),
        "facts": panels("notice", found, request.user),
        "roles": [Role(role).label for role in found.roles],
        "places": [] if found.everywhere else found.outlets.visible_to(request.user)[:50],
        "badge": notice_badge(found),
        "may_answer": found.reply_by is not None and found.reply_by > timezone.now(),
        "trail": _trail(),
        "may_publish": access.has(PUBLISHERS) and found.kind == Notice.Kind.GENERAL,
        "may_confirm": newest and found.asked and not found.read_at,
        "may_watch_outlets": access.has(HQ_ROLES),
    }
    if access.has(READING_WATCHERS):
        people = readers_of(found, request.user)
        context |= {
            "has_read": capped_count(people.exclude(read_at=None)),
            "has_not_read": capped_count(people.filter(read_at=None)),
        }
    return render(request, "outlets/notice.html", context, status=status)


def _form_page(request: HttpRequest, form: Any, *, title: str, trail: list[tuple[str, str]]) -> HttpResponse:
    context = {"form": form, "title": title, "trail": trail, "cancel": trail[-1][1], "submit": _("Publish")}
    return render(request, "form_page.html", context, status=422 if form.errors else 200)


def _trail() -> list[tuple[str, str]]:
    return [(_("Notices"), reverse("outlets:notices"))]
