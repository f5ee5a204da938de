"""What the pages of everything that comes in editions have in common: who reads what, and a draft's life."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Generic

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts.roles import Role
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from outlets.access import access_of, admit
from outlets.forms.differences import differences
from outlets.forms.editions import ProposeForm
from outlets.services.editions import Book, E, FaultyEdition, fingerprint

View = Callable[..., HttpResponse]
#: What is done to a draft.
ACTS = ("propose", "take_back", "publish", "discard")


@dataclass(frozen=True, slots=True)
class EditionPages(Generic[E]):
    """Pages around the editions of one book.

    title, called  the book's name, and how one of its editions is called ("Edition %(number)s")
    shelf, page    the names of the addresses of the whole book and of one edition
    act            what the addresses of the acts begin with: "…_propose", "…_publish", "…_take_back", "…_discard"
    form           made with `edition` and `seen`; gives the data by `to_data()`, takes faults by `add_faults()`
    """

    book: Book[E]
    editors: Collection[Role]
    title: "str | Promise"
    called: "str | Promise"
    shelf: str
    page: str
    act: str
    edit_page: str
    form: type
    edit_template: str

    def readable(self, request: HttpRequest) -> QuerySet[E]:
        """Drafts are for those who may write them; everybody else reads what is published."""
        rows = self.book.model.objects
        return rows.all() if self.may_edit(request) else rows.published()

    def may_edit(self, request: HttpRequest) -> bool:
        return access_of(request.user).has(self.editors)

    def in_force(self, day: date) -> E | None:
        return self.book.model.objects.in_force_on(day).first()

    def badge(self, edition: E, current: E | None, day: date) -> Badge:
        if edition.waiting:
            return Badge("open", _("Waits for a second person"))
        if edition.published_at is None:
            return Badge("review", _("Draft"))
        if current and edition.pk == current.pk:
            return Badge("met", _("In force"))
        return Badge("soon", _("To come")) if edition.starts_on > day else Badge("still", _("Past"))

    def listed(self, request: HttpRequest) -> dict[str, Any]:
        """For the page of the whole book: `editions` with their badges, `current`, `may_edit`."""
        today = timezone.localdate()
        current = self.in_force(today)
        editions = [(edition, self.badge(edition, current, today)) for edition in self.readable(request)]
        return {
            "title": self.title,
            "editions": editions,
            "current": current,
            "may_edit": self.may_edit(request),
        }

    def shown(self, request: HttpRequest, edition: E) -> dict[str, Any]:
        """For the page of one edition: `edition`, its badge, `differences` to the edition in force (`current`), and
        what may be done to a draft: `propose_form` or `may_publish`, with `acts` as addresses and `seen`.
        """
        today, may_edit = timezone.localdate(), self.may_edit(request)
        current, draft = self.in_force(today), may_edit and edition.published_at is None
        compared = current is not None and current.pk != edition.pk
        return {
            "title": self.called % {"number": edition.number},
            "trail": self.trail(),
            "badge": self.badge(edition, current, today),
            "edition": edition,
            "current": current,
            "may_edit": may_edit,
            "compared": compared,
            "differences": differences(self.form, current, edition) if compared else [],
            "draft": draft,
            "propose_form": ProposeForm(today=today) if draft and not edition.waiting else None,
            "may_publish": draft and edition.waiting and edition.proposed_by_id != request.user.pk,
            "seen": fingerprint(edition),
            "acts": {act: reverse(f"{self.act}_{act}", args=[edition.number]) for act in ACTS} if draft else {},
        }

    def trail(self, edition: E | None = None) -> list[tuple["str | Promise", str]]:
        book = [(self.title, reverse(self.shelf))]
        if edition is None:
            return book
        return [*book, (self.called % {"number": edition.number}, reverse(self.page, args=[edition.number]))]

    def copy_view(self) -> View:
        def copy(request: HttpRequest, number: int) -> HttpResponse:
            try:
                draft = self.book.copy(self._edition(request, number), by=request.user, at=timezone.now())
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(self.shelf)
            return redirect(self.edit_page, draft.number)

        return require_POST(copy)

    def edit_view(self) -> View:
        def edit(request: HttpRequest, number: int) -> HttpResponse:
            draft = self._edition(request, number)
            if draft.published_at is not None:
                messages.error(request, _("This edition is published and cannot change: copy it into a new draft."))
                return redirect(self.page, number)
            form = self.form(request.POST or None, edition=draft, seen=fingerprint(draft))
            if request.method == "POST" and form.is_valid() and self._changed(request, form, draft):
                messages.success(request, _("The draft is saved."))
                return redirect(self.page, number)
            context = {
                "title": _("Draft %(number)s") % {"number": number},
                "trail": self.trail(draft),
                "form": form,
                "sections": form.sections(),
            }
            return render(request, self.edit_template, context, status=422 if form.errors else 200)

        return require_http_methods(["GET", "HEAD", "POST"])(edit)

    def propose_view(self) -> View:
        def propose(request: HttpRequest, number: int) -> HttpResponse:
            draft, at = self._edition(request, number), timezone.now()
            form = ProposeForm(request.POST, today=timezone.localdate(at))
            if not form.is_valid():
                messages.error(request, _("Choose the day from which the edition counts."))
                return redirect(self.page, number)
            day = form.cleaned_data["starts_on"]
            done = _("Proposed for %(day)s: somebody else publishes it.") % {"day": day}
            act = partial(self.book.propose, draft, day, by=request.user, at=at)
            return self._acted(request, number, done, act)

        return require_POST(propose)

    def take_back_view(self) -> View:
        def take_back(request: HttpRequest, number: int) -> HttpResponse:
            draft, done = self._edition(request, number), _("The proposal is taken back: it is a draft again.")
            act = partial(self.book.take_back, draft, by=request.user, at=timezone.now())
            return self._acted(request, number, done, act)

        return require_POST(take_back)

    def publish_view(self) -> View:
        def publish(request: HttpRequest, number: int) -> HttpResponse:
            draft, seen = self._edition(request, number), request.POST.get("seen", "")
            done = _("Published: it counts from %(day)s.") % {"day": draft.starts_on}
            act = partial(self.book.publish, draft, seen=seen, by=request.user, at=timezone.now())
            return self._acted(request, number, done, act)

        return require_POST(publish)

    def discard_view(self) -> View:
        def discard(request: HttpRequest, number: int) -> HttpResponse:
            try:
                self.book.discard(self._edition(request, number), by=request.user, at=timezone.now())
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(self.page, number)
            messages.success(request, _("The draft is thrown away."))
            return redirect(self.shelf)

        return require_POST(discard)

    def _acted(self, request: HttpRequest, number: int, done: str, act: Callable[[], E]) -> HttpResponse:
        try:
            act()
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect(self.page, number)

    def _edition(self, request: HttpRequest, number: int) -> E:
        """Any edition, for those who write them."""
        admit(request.user, self.editors)
        return get_object_or_404(self.book.model, number=number)

    def _changed(self, request: HttpRequest, form: Any, draft: E) -> bool:
        told = form.cleaned_data
        try:
            self.book.change(
                draft, form.to_data(), note=told["note"], seen=told["seen"], by=request.user, at=timezone.now()
            )
        except FaultyEdition as faulty:
            form.add_faults(faulty.faults)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        return not form.errors
