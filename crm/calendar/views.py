"""The network's calendar: holidays and the days that make up for them, a year a page."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS
from crm.calendar.forms import DayForm
from crm.calendar.models import CalendarDay, CalendarYear
from crm.calendar.queries import missing_year, working_days
from crm.calendar.services import years
from crm.shared.errors import Refused
from crm.shared.figures import Badge
from outlets.access import access_of
from outlets.permissions import needs


@require_safe
@needs(HQ_ROLES)
def calendar(request: HttpRequest, year: int = 0) -> HttpResponse:
    at = timezone.now()
    return _page(request, year or timezone.localdate(at).year, DayForm(year=year))


@require_POST
@needs(NETWORK_EDITORS)
def draft(request: HttpRequest, year: int) -> HttpResponse:
    return _done(
        request,
        year,
        lambda: years.draft_year(year, by=request.user, at=timezone.now()),
        _("The draft is made: compare it with the decree."),
    )


@require_POST
@needs(NETWORK_EDITORS)
def confirm(request: HttpRequest, year: int) -> HttpResponse:
    return _done(
        request, year, lambda: years.confirm_year(year, by=request.user, at=timezone.now()), _("The year is confirmed.")
    )


@require_POST
@needs(NETWORK_EDITORS)
def keep_day(request: HttpRequest, year: int) -> HttpResponse:
    form = DayForm(request.POST, year=year)
    if not form.is_valid():
        return _page(request, year, form)
    told = form.cleaned_data
    return _done(
        request,
        year,
        lambda: years.keep_day(told["day"], told["kind"], told["name"], by=request.user, at=timezone.now()),
        _("Saved."),
    )


@require_POST
@needs(NETWORK_EDITORS)
def forget_day(request: HttpRequest, year: int) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise Http404 from error
    return _done(
        request,
        year,
        lambda: years.forget_day(day, by=request.user, at=timezone.now()),
        _("It is an ordinary day now."),
    )


def _done(request: HttpRequest, year: int, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("calendar:year", year)


def _page(request: HttpRequest, year: int, form: DayForm) -> HttpResponse:
    if not years.FIRST_YEAR <= year <= 2100:
        raise Http404
    at = timezone.now()
    kept = CalendarYear.objects.filter(pk=year).first()
    context = {
        "title": _("Calendar of %(year)s") % {"year": year},
        "year": year,
        "kept": kept,
        "badge": _badge(kept),
        "days": CalendarDay.objects.filter(day__year=year),
        "working": len(working_days(date(year, 1, 1), date(year, 12, 31))),
        "others": [year - 1, year + 1],
        "may_edit": access_of(request.user).has(NETWORK_EDITORS),
        "missing": missing_year(at),
        "form": form,
    }
    return render(request, "calendar/year.html", context, status=422 if form.errors else 200)


def _badge(kept: CalendarYear | None) -> Badge:
    if kept is None:
        return Badge("warn", _("Not drafted"))
    return Badge("met", _("Confirmed")) if kept.confirmed_at else Badge("review", _("Draft"))
