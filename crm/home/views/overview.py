"""The outlet manager's start: what is open, late, unread or running out, and who has done what today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.days import midnight
from crm.shared.figures import Badge, Stat
from outlets.access import Access, access_of
from outlets.models import Document, Membership, Outlet
from outlets.permissions import needs
from outlets.queries.documents import unread_at
from outlets.queries.notices import escalated_at
from outlets.queries.training import lacks_at
from shipments.models import DayNote, ScanKind
from shipments.quality.models import Fine
from shipments.quality.queries.fines import FineSums, standing
from shipments.queries import workload
from shipments.queries.day_log import deeds_at, notes_of, posts_logged

#: As many people as one page shows; the day log has them all.
STAFF = 30
DOCUMENTS = 5
SHOWN: tuple[tuple[str, "str | Promise"], ...] = (
    *((str(kind), kind.label) for kind in (ScanKind.ARRIVAL, ScanKind.OUT_FOR_DELIVERY, ScanKind.DELIVERED)),
    *((str(kind), kind.label) for kind in (ScanKind.SIGNED, ScanKind.PROBLEM)),
    ("entered", gettext_lazy("Waybills entered")),
    ("called", gettext_lazy("Calls made")),
)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person at one outlet today."""

    post: Membership
    url: str
    cells: tuple[tuple["str | Promise", int], ...]
    badge: Badge


@require_safe
@needs({Role.MANAGER})
def overview(request: HttpRequest) -> HttpResponse:
    at, access = timezone.now(), access_of(request.user)
    outlets = list(Outlet.objects.filter(pk__in=managed_by(access)).order_by("code"))
    today = timezone.localdate(at)
    context = {
        "title": _("Outlet overview"),
        "outlets": outlets,
        "today": today,
        "stats": _stats(request.user, [outlet.pk for outlet in outlets], at=at),
        "staff": _staff(request.user, today),
        "columns": [label for _name, label in SHOWN],
        "unread": unread_at([outlet.pk for outlet in outlets], limit=DOCUMENTS),
        "unread_notices": escalated_at([outlet.pk for outlet in outlets], at=at, limit=DOCUMENTS),
        "several": len(outlets) > 1,
        "at": at,
    }
    return render(request, "home/overview.html", context)


def managed_by(access: Access) -> list[int]:
    return [outlet for role, outlet in access.posts if role == Role.MANAGER]


def _stats(user: User, outlet_ids: Sequence[int], *, at: datetime) -> list[Stat]:
    today = timezone.localdate(at)
    return [
        *_work(outlet_ids, at=at),
        _fines(user, outlet_ids, today=today),
        _unread(user),
        _trainings(access_of(user), today=today),
        _unseen(user),
    ]


def _work(outlet_ids: Sequence[int], *, at: datetime) -> list[Stat]:
    work = workload.counts(outlet_ids, at=at)
    return [
        Stat(
            _("Open waybills"),
            work["all"],
            reverse("shipments:work"),
            kind="open",
            definition=_("Today's and yesterday's waybills still to deliver or to sign for."),
        ),
        Stat(
            _("Overdue"),
            work["overdue"],
            _rows("shipments:work", tab="overdue"),
            kind="overdue" if work["overdue"] else "met",
            definition=_("Of these, past their next deadline."),
        ),
    ]


def _fines(user: User, outlet_ids: Sequence[int], *, today: date) -> Stat:
    first = today.replace(day=1)
    since = midnight(first)
    rows = standing(Fine.objects.visible_to(user)).filter(outlet__in=outlet_ids, posted_at__gte=since)
    sums = FineSums.of(rows)
    return Stat(
        _("Fines this month"),
        f"{sums.count:,}+" if sums.more else sums.count,
        _rows("quality:fines", state="standing", since=first.isoformat()),
        kind="fined" if sums.count else "met",
        whole=f"¥{sums.yuan:,.2f}",
        definition=_("Fines posted since the first of the month that stand."),
    )


def _unread(user: User) -> Stat:
    unread = Document.objects.unread_by(user).count()
    return Stat(
        _("Documents to read"),
        unread,
        _rows("outlets:documents", state="unread"),
        kind="soon" if unread else "met",
        definition=_("Documents that are meant for you and whose newest version you have not confirmed."),
    )


def _trainings(access: Access, *, today: date) -> Stat:
    lacking = lacks_at(access, day=today)
    run_out = sum(any(lack.run_out for lack in lacks) for lacks in lacking.values())
    return Stat(
        _("Trainings to renew"),
        len(lacking),
        reverse("outlets:training_lacks"),
        kind="overdue" if run_out else "soon" if lacking else "met",
        whole=_("%(n)s run out or missing") % {"n": run_out} if run_out else "",
        definition=_("People whose role demands a training that is missing, has run out or ends within 30 days."),
    )


def _unseen(user: User) -> Stat:
    unseen = DayNote.objects.unseen_by(user).count()
    return Stat(
        _("Day logs to look at"),
        unseen,
        reverse("shipments:day_logs_unseen"),
        kind="review" if unseen else "met",
        definition=_("Days that your staff have closed and nobody has looked at."),
    )


def _staff(user: User, day: date) -> list[StaffRow]:
    posts = list(posts_logged(user).order_by("outlet__code", "id")[:STAFF])
    deeds = deeds_at([(post.user, post.outlet_id) for post in posts], day, day)
    notes = notes_of(posts, day)
    rows = []
    for post in posts:
        key = post.user_id, post.outlet_id
        counts = deeds[key].get(day, Counter())
        url = reverse("shipments:day_log", args=[post.outlet_id, post.user_id, day])
        cells = tuple((label, counts[name]) for name, label in SHOWN)
        rows.append(StaffRow(post, url, cells, _badge(notes.get(key), counts)))
    return rows


def _badge(note: DayNote | None, counts: Counter[str]) -> Badge:
    if note is not None and note.closed_at:
        return Badge("met", _("Day closed"))
    return Badge("open", _("At work")) if counts or note else Badge("still", _("Nothing yet"))


def _rows(name: str, **query: str) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
