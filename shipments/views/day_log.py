"""Staff day log (员工当日服务记录): the list of a day, one's own page, the month, the sheet to print."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, OUTLET_ROLES, Role
from crm.shared.errors import Refused
from crm.shared.instants import FIRST_YEAR, LAST_YEAR
from crm.shared.views import Empty, ListPage
from outlets.access import access_of, admit
from outlets.models import Membership, Outlet
from shipments.filters.day_log import DayLogFilter
from shipments.forms.day_log import DayNoteForm
from shipments.models import DayNote
from shipments.queries.day_log import (
    deeds_at,
    lines_of,
    may_see_day,
    notes_of,
    posts_logged,
)
from shipments.services.day_log import reopen_day, see_day, write_day_note
from shipments.tables.day_log import (
    DEED_LABELS,
    DayLogTable,
    DayRow,
    UnseenTable,
    cells_of,
    day_url,
    deeds_shown,
    note_badge,
    tell,
)

WATCHERS = HQ_ROLES | {Role.MANAGER}
#: Who has a log or looks at those of others.
LOGGED = WATCHERS | OUTLET_ROLES
#: More people than this are printed outlet by outlet.
ON_PAPER = 300
#: Of days in an address: each has a day before it and a month after it.
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


class DayLogList(ListPage):
    queryset = Membership.objects.none()
    filterset_class = DayLogFilter
    table_class = DayLogTable
    title = gettext_lazy("Day log")
    ordering = ("outlet__code", "id")
    template_name = "shipments/day_logs.html"
    empty = Empty(gettext_lazy("Nobody"), gettext_lazy("Everybody with a role at the outlet has a line for each day."))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Who manages nobody wants the own day."""
        access = access_of(request.user)
        if not access.has(WATCHERS):
            outlets = sorted(access.outlet_ids)
            if not outlets:
                raise Http404
            return redirect(day_url(outlets[0], request.user.pk, timezone.localdate()))
        return super().get(request, **kwargs)

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Membership]:
        return posts_logged(request.user)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        day = context["filterset"].chosen_day
        tell_all(context["table"].objects, day)
        return context | {
            "day": day,
            "day_before": day - timedelta(days=1),
            "day_after": day + timedelta(days=1) if day < timezone.localdate() else None,
        }


class UnseenList(ListPage):
    queryset = DayNote.objects.select_related("person", "outlet")
    table_class = UnseenTable
    title = gettext_lazy("Day logs to look at")
    ordering = ("-day", "-id")
    empty = Empty(
        gettext_lazy("All seen"), gettext_lazy("Days that your staff close stand here until you look at them.")
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[DayNote]:
        return self.queryset.unseen_by(request.user)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"trail": _trail(request)}


def tell_all(posts: Sequence[Membership], day: date) -> None:
    """What these people did at these outlets on that day, in a handful of statements."""
    deeds = deeds_at([(post.user, post.outlet_id) for post in posts], day, day)
    notes = notes_of(posts, day)
    for post in posts:
        key = post.user_id, post.outlet_id
        tell(post, day=day, counts=deeds[key].get(day, Counter()), note=notes.get(key))


@require_safe
def day_log(request: HttpRequest, outlet: int, person: int, day: str) -> HttpResponse:
    return _day_page(request, *_asked(request, outlet, person), _day(day))


@require_POST
def day_log_write(request: HttpRequest, outlet: int, person: int, day: str) -> HttpResponse:
    admit(request.user, OUTLET_ROLES)
    where, who = _asked(request, outlet, person)
    on = _day(day)
    if who != request.user:
        raise Http404
    form, close = DayNoteForm(request.POST), "close" in request.POST
    if not form.is_valid():
        return _day_page(request, where, who, on, form=form)
    try:
        write_day_note(who, where, on, form.words(), close=close, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _day_page(request, where, who, on, form=form)
    messages.success(request, _("The day is closed. Thank you.") if close else _("Saved."))
    return redirect(day_url(where.pk, who.pk, on))


@require_POST
def day_log_seen(request: HttpRequest, outlet: int, person: int, day: str) -> HttpResponse:
    return _managed(request, outlet, person, day, reopen=False)


@require_POST
def day_log_reopen(request: HttpRequest, outlet: int, person: int, day: str) -> HttpResponse:
    return _managed(request, outlet, person, day, reopen=True)


@require_safe
def day_log_month(request: HttpRequest, outlet: int, person: int, month: str) -> HttpResponse:
    where, who = _asked(request, outlet, person)
    first = _day(f"{month}-01")
    next_first = first + timedelta(days=monthrange(first.year, first.month)[1])
    today = timezone.localdate()
    last = min(next_first - timedelta(days=1), today)
    by_day = deeds_at([(who, where.pk)], first, last)[who.pk, where.pk]
    notes = {note.day: note for note in DayNote.objects.filter(person=who, outlet=where, day__range=(first, last))}
    days = sorted({*by_day, *notes})
    context = {
        "title": _("%(name)s: %(month)s") % {"name": who, "month": f"{first:%Y-%m}"},
        "trail": [*_trail(request), (str(who), day_url(where.pk, who.pk, today))],
        "outlet": where,
        "rows": [
            DayRow(each, day_url(where.pk, who.pk, each), by_day.get(each, Counter()), notes.get(each)) for each in days
        ],
        "total": cells_of(sum(by_day.values(), Counter())),
        "month_before": f"{first - timedelta(days=1):%Y-%m}",
        "month_after": f"{next_first:%Y-%m}" if next_first <= today else "",
    }
    return render(request, "shipments/day_log_month.html", context)


@require_safe
def day_log_print(request: HttpRequest) -> HttpResponse:
    """One outlet's day on paper, with a line to sign on. Headquarters choose the outlet in the list."""
    admit(request.user, WATCHERS)
    day = _day(request.GET.get("day", "") or timezone.localdate().isoformat())
    posts = posts_logged(request.user)
    if code := request.GET.get("outlet", ""):
        posts = posts.filter(outlet__code=code)
    elif access_of(request.user).network:
        return redirect("shipments:day_logs")
    rows = list(posts.order_by("outlet__code", "id")[:ON_PAPER])
    tell_all(rows, day)
    context = {
        "title": _("Day log %(day)s") % {"day": day},
        "day": day,
        "rows": [(post, cells_of(post.counts), note_badge(post.note)) for post in rows],
        "labels": [deed.label for deed in cells_of(Counter())],
        "outlet": rows[0].outlet if rows else None,
        "trail": _trail(request),
    }
    return render(request, "shipments/day_log_print.html", context)


def _managed(request: HttpRequest, outlet: int, person: int, day: str, *, reopen: bool) -> HttpResponse:
    admit(request.user, {Role.MANAGER})
    where, who = _asked(request, outlet, person)
    on = _day(day)
    note = get_object_or_404(DayNote, person=who, outlet=where, day=on)
    try:
        (reopen_day if reopen else see_day)(note, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Open again.") if reopen else _("Noted as seen."))
    return redirect(day_url(where.pk, who.pk, on))


def _asked(request: HttpRequest, outlet: int, person: int) -> tuple[Outlet, User]:
    """The outlet and the person of the address; whose log one may not see does not exist."""
    where = get_object_or_404(Outlet.objects.visible_to(request.user), pk=outlet)
    who = get_object_or_404(User, pk=person)
    belongs = Membership.objects.filter(user=who, outlet=where).exists()
    wrote = belongs or DayNote.objects.filter(person=who, outlet=where).exists()
    if not wrote or not may_see_day(request.user, who.pk, where.pk):
        raise Http404
    return where, who


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404 from wrong
    if day.year not in YEARS:
        raise Http404
    return day


def _day_page(
    request: HttpRequest, outlet: Outlet, person: User, day: date, *, form: DayNoteForm | None = None
) -> HttpResponse:
    note = DayNote.objects.filter(person=person, outlet=outlet, day=day).select_related("seen_by").first()
    counts = deeds_at([(person, outlet.pk)], day, day)[person.pk, outlet.pk].get(day, Counter())
    access, today = access_of(request.user), timezone.localdate()
    own = person == request.user
    initial = {name: getattr(note, name) for name in ("text", "handover", "incidents")} if note else {}
    context = {
        "title": _("My day") if own else str(person),
        "trail": _trail(request),
        "outlet": outlet,
        "person": person,
        "day": day,
        "note": note,
        "badge": note_badge(note),
        "deeds": deeds_shown(counts),
        "lines": [(line, DEED_LABELS.get(line.deed, line.deed)) for line in lines_of(person, outlet.pk, day)],
        "form": form or DayNoteForm(initial=initial),
        "may_write": own and day <= today and not (note and note.closed_at),
        "may_look": note is not None and not own and access.manages(outlet.pk),
        "day_before": day_url(outlet.pk, person.pk, day - timedelta(days=1)),
        "day_after": day_url(outlet.pk, person.pk, day + timedelta(days=1)) if day < today else "",
        "month_url": reverse("shipments:day_log_month", args=[outlet.pk, person.pk, f"{day:%Y-%m}"]),
    }
    return render(request, "shipments/day_log.html", context, status=422 if form else 200)


def _trail(request: HttpRequest) -> list[tuple[str, str]]:
    if not access_of(request.user).has(WATCHERS):
        return []
    return [(_("Day log"), reverse("shipments:day_logs"))]
