"""The quality dashboard: network, region, outlet, and from every figure on to the pieces behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.home import queries
from crm.home.queries import Child, DutyFigures, Figures
from crm.shared.figures import Change, Share, Stat
from crm.shared.graphs import Day, DayGraph, day_graph
from customers.views.thanks import LOOKERS
from outlets.access import access_of
from outlets.models import Outlet, Region
from shipments.quality.models import OutletDay

TREND_DAYS = 14
NONE = Figures()


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of duty as the dashboard names it; `query` narrows `rows` to it."""

    name: str
    label: "str | Promise"
    rows: str
    definition: "str | Promise"
    query: Mapping[str, str] = field(default_factory=dict)

    def of(self, figures: Figures) -> DutyFigures:
        return getattr(figures, self.name)


DUTIES = (
    Duty(
        "arrivals",
        gettext_lazy("Arrival scan"),
        "shipments:arrivals",
        gettext_lazy("Pieces scanned by their deadline, of those scanned or never scanned when the day closed."),
    ),
    Duty(
        "deliveries",
        gettext_lazy("Delivery"),
        "shipments:runs",
        gettext_lazy("Waybills delivered by their deadline, of those delivered or not when the day closed."),
        {"duty": "delivery"},
    ),
    Duty(
        "signs",
        gettext_lazy("Sign entry"),
        "shipments:runs",
        gettext_lazy("Signatures entered by their deadline, of those entered or missing when the day closed."),
        {"duty": "sign_entry"},
    ),
)


@dataclass(frozen=True, slots=True)
class Level:
    """What one address shows: rows it may sum, the filter that its links carry, what lies below."""

    title: str
    rows: QuerySet[OutletDay]
    day: date
    scope: Mapping[str, str] = field(default_factory=dict)
    trail: tuple[tuple[str, str], ...] = ()
    below: Callable[[QuerySet[OutletDay]], list[Child]] | None = None
    below_name: str = ""
    below_url: str = ""
    ranked: bool = False

    def rows_url(self, name: str, **narrowed: str) -> str:
        return f"{reverse(name)}?{urlencode({**self.scope, 'day': self.day.isoformat(), **narrowed})}"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One line of the table of duties: figures with their links, and the rate then and now."""

    label: "str | Promise"
    figures: DutyFigures
    urls: Mapping[str, str]
    day_before: Share
    week_before: Share


@dataclass(frozen=True, slots=True)
class ChildRow:
    child: Child
    url: str
    problems_url: str
    fines_url: str


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    access, day = access_of(request.user), _day_of(request)
    rows = OutletDay.objects.visible_to(request.user)
    if access.network:
        level = Level(
            _("Network"),
            rows,
            day,
            below=queries.regions_of,
            below_name=_("Regions"),
            below_url="home:dashboard_region",
            ranked=True,
        )
        return _page(request, level)
    mine = get_object_or_404(Outlet.objects.visible_to(request.user).order_by("code")[:1])
    return redirect(_day_url("home:dashboard_outlet", mine.code, day=day))


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    if not access_of(request.user).network:
        raise Http404
    shown, day = get_object_or_404(Region, code=code), _day_of(request)
    level = Level(
        shown.name,
        OutletDay.objects.visible_to(request.user).filter(outlet__region=shown),
        day,
        scope={"region": code},
        trail=((_("Network"), _day_url("home:dashboard", day=day)),),
        below=queries.outlets_of,
        below_name=_("Outlets"),
        below_url="home:dashboard_outlet",
    )
    return _page(request, level)


@require_safe
def outlet(request: HttpRequest, code: str) -> HttpResponse:
    day = _day_of(request)
    shown = get_object_or_404(Outlet.objects.visible_to(request.user).select_related("region"), code=code)
    trail = (
        (_("Network"), _day_url("home:dashboard", day=day)),
        (shown.region.name, _day_url("home:dashboard_region", shown.region.code, day=day)),
    )
    level = Level(
        shown.name,
        OutletDay.objects.visible_to(request.user).filter(outlet=shown),
        day,
        scope={"outlet": code},
        trail=trail if access_of(request.user).network else (),
    )
    return _page(request, level)


def _day_of(request: HttpRequest) -> date:
    """The day asked for; today without one, and instead of what is no day or has not come."""
    today = timezone.localdate()
    try:
        return min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        return today


def _day_url(name: str, *args: str, day: date) -> str:
    """The same day at another level; today needs no mention."""
    url = reverse(name, args=args)
    return url if day == timezone.localdate() else f"{url}?day={day}"


def _page(request: HttpRequest, level: Level) -> HttpResponse:
    day, today = level.day, timezone.localdate()
    by_day = queries.figures_by_day(level.rows, first=day - timedelta(days=TREND_DAYS - 1), last=day)
    now, as_of = by_day.get(day, NONE), queries.as_of(timezone.now())
    days_rows = level.rows.filter(day=day)
    before, week = by_day.get(day - timedelta(days=1), NONE), by_day.get(day - timedelta(days=7), NONE)
    context = {
        "title": level.title,
        "level": level,
        "trail": level.trail,
        "day": day,
        "today": today,
        "day_before": day - timedelta(days=1),
        "day_after": day + timedelta(days=1) if day < today else None,
        "as_of": as_of,
        "figures": now,
        "stats": _stats(level, now, before),
        "duties": [
            *(_duty_row(level, duty, now=now, before=before, week=week) for duty in DUTIES),
            *([_thanks_row(level)] if access_of(request.user).has(LOOKERS) else []),
        ],
        "trends": [(duty.label, _trend(request.path, duty, by_day, last=day)) for duty in DUTIES],
        "children": _child_rows(level, level.below(days_rows), level.below_url) if level.below else [],
        "worst": _child_rows(level, queries.worst_outlets(days_rows), "home:dashboard_outlet") if level.ranked else [],
        "fair_volume": queries.FAIR_VOLUME,
    }
    return render(request, "home/dashboard.html", context)


def _stats(level: Level, now: Figures, before: Figures) -> list[Stat]:
    closed = level.day < timezone.localdate()
    return [
        *(_rate_stat(level, duty, now=duty.of(now), before=duty.of(before)) for duty in DUTIES),
        Stat(
            _("Open duties"),
            now.open,
            "#duties",
            kind="soon" if closed and now.open else "open",
            whole=_("of %(total)s") % {"total": f"{sum(duty.of(now).total for duty in DUTIES):,}"},
            definition=_("Scans, deliveries and sign entries not done whose monitor day has not closed yet."),
        ),
        Stat(
            _("Problem pieces"),
            now.problems,
            level.rows_url("shipments:problems"),
            kind="review",
            definition=_("Problem pieces registered by the outlets for this day's goods, without withdrawn ones."),
            change=_count_change(now.problems - before.problems) if closed else None,
        ),
        Stat(
            _("Fines"),
            now.fines,
            level.rows_url("quality:fines", state="standing"),
            kind="fined",
            whole=f"¥{now.fines_yuan:,.2f}",
            definition=_("Fines that stand for this day's duties; those without a rate count and cost nothing."),
            change=_count_change(now.fines - before.fines) if closed else None,
        ),
    ]


def _rate_stat(level: Level, duty: Duty, *, now: DutyFigures, before: DutyFigures) -> Stat:
    return Stat(
        _("%(duty)s in time") % {"duty": duty.label},
        now.share.percent,
        level.rows_url(duty.rows, **duty.query),
        unit="%" if now.share.percent is not None else "",
        kind=now.share.kind if now.decided else "",
        whole=_("%(met)s of %(decided)s") % {"met": f"{now.met:,}", "decided": f"{now.decided:,}"},
        definition=duty.definition,
        change=_rate_change(now.share.percent, before.share.percent),
    )


def _rate_change(now: Decimal | None, before: Decimal | None) -> Change | None:
    if now is None or before is None or now == before:
        return None
    return Change(_("%(points)s on the day before") % {"points": f"{now - before:+}"}, now > before, now > before)


def _count_change(more: int) -> Change | None:
    if not more:
        return None
    return Change(_("%(points)s on the day before") % {"points": f"{more:+,}"}, up=more > 0, better=more < 0)


def _duty_row(level: Level, duty: Duty, *, now: Figures, before: Figures, week: Figures) -> DutyRow:
    urls = {state: level.rows_url(duty.rows, **duty.query, state=state) for state in ("met", "late", "open")}
    return DutyRow(
        label=duty.label,
        figures=duty.of(now),
        urls={"total": level.rows_url(duty.rows, **duty.query), **urls},
        day_before=duty.of(before).share,
        week_before=duty.of(week).share,
    )


def _thanks_row(level: Level) -> DutyRow:
    """Thanks and apologies for what was delivered this day; each may come until the next day."""
    week = level.day - timedelta(days=7)
    told = queries.thanks_of(level.rows, (level.day, level.day - timedelta(days=1), week), at=timezone.now())
    now, before, week_before = told
    day = level.day.isoformat()

    def url(state: str) -> str:
        return f"{reverse('customers:thanks')}?{urlencode({**level.scope, 'since': day, 'until': day, 'state': state})}"

    return DutyRow(
        label=_("Thanked within 24 hours"),
        figures=now,
        urls={"total": url("owed"), "met": url("kept"), "late": url("missed"), "open": url("waiting")},
        day_before=before.share,
        week_before=week_before.share,
    )


def _trend(path: str, duty: Duty, by_day: Mapping[date, Figures], *, last: date) -> DayGraph:
    days = [last - timedelta(days=back) for back in reversed(range(TREND_DAYS))]
    columns = [
        Day(
            f"{day:%m-%d}",
            duty.of(by_day.get(day, NONE)).share.percent,
            f"{path}?day={day}",
            _("revised") if by_day.get(day, NONE).revised_at else "",
        )
        for day in days
    ]
    return day_graph(columns, goal=queries.GOAL, width=360, height=140)


def _child_rows(level: Level, children: list[Child], url_name: str) -> list[ChildRow]:
    owner = "region" if url_name == "home:dashboard_region" else "outlet"
    return [
        ChildRow(
            child,
            _day_url(url_name, child.code, day=level.day),
            level.rows_url("shipments:problems", **{owner: child.code}),
            level.rows_url("quality:fines", state="standing", **{owner: child.code}),
        )
        for child in children
    ]
