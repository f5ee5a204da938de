"""The holidays of a year: drafted from the library, corrected by hand, confirmed by a person."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.audit.services.recording import record_act
from crm.calendar.library import library_year
from crm.calendar.models import CalendarDay, CalendarYear
from crm.calendar.queries import DECEMBER
from crm.shared.errors import Refused

#: Years for which a draft makes sense: the library knows no others.
FIRST_YEAR, AHEAD = 2010, 2


def draft_next(at: datetime) -> bool:
    """From 1 December on, the draft of next year, once: to compare and to confirm it stays a person's. Says whether.

    writes   as `draft_year`
    """
    today = timezone.localdate(at)
    if today.month < DECEMBER or CalendarYear.objects.filter(pk=today.year + 1).exists():
        return False
    draft_year(today.year + 1, by=None, at=at)
    return True


@transaction.atomic
def draft_year(year: int, *, by: User | None, at: datetime) -> CalendarYear:
    """Write the library's holidays of a year, in the place of an earlier draft.

    by       None: beat did
    raises   Refused when the year is confirmed already, or too far away
    writes   calendar_calendaryear, calendar_calendarday, audit_auditentry
    """
    if not FIRST_YEAR <= year <= timezone.localdate(at).year + AHEAD:
        raise Refused(_("There is no calendar for that year yet."), code="year_too_far")
    kept, _made = CalendarYear.objects.get_or_create(year=year, defaults={"drafted_at": at})
    kept = CalendarYear.objects.select_for_update().get(pk=year)
    if kept.confirmed_at is not None:
        raise Refused(_("This year is confirmed: change its days one by one."), code="year_confirmed")
    kept.drafted_at = at
    kept.save(update_fields=["drafted_at"])
    CalendarDay.objects.filter(day__year=year).delete()
    kinds = {True: CalendarDay.Kind.WORKDAY, False: CalendarDay.Kind.HOLIDAY}
    days = library_year(year)
    CalendarDay.objects.bulk_create(CalendarDay(day=d.day, kind=kinds[d.worked], name=d.name) for d in days)
    record_act("calendar.draft", f"calendar.calendaryear:{year}", by=by, at=at, detail={"days": len(days)})
    return kept


@transaction.atomic
def confirm_year(year: int, *, by: User, at: datetime) -> None:
    """Say that the year's days have been compared with the decree.

    raises   Refused when there is no draft of it, or no day in it that makes up for a holiday
    writes   calendar_calendaryear, audit_auditentry
    """
    kept = CalendarYear.objects.select_for_update().filter(pk=year, confirmed_at=None).first()
    if kept is None:
        raise Refused(_("There is no draft of this year."), code="no_draft")
    if not CalendarDay.objects.filter(day__year=year, kind=CalendarDay.Kind.WORKDAY).exists():
        raise Refused(
            _("No day makes up for a holiday yet: enter them when the decree is out."), code="no_make_up_days"
        )
    kept.confirmed_at, kept.confirmed_by = at, by
    kept.save(update_fields=["confirmed_at", "confirmed_by"])
    record_act("calendar.confirm", f"calendar.calendaryear:{year}", by=by, at=at, detail={})


@transaction.atomic
def keep_day(day: date, kind: str, name: str, *, by: User, at: datetime) -> None:
    """Write a special day, or change one.

    raises   Refused when its year has no draft yet
    writes   calendar_calendarday, audit_auditentry
    """
    if not CalendarYear.objects.filter(pk=day.year).exists():
        raise Refused(_("There is no draft of this year."), code="no_draft")
    CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name})
    record_act("calendar.day", f"calendar.calendarday:{day}", by=by, at=at, detail={"kind": kind, "name": name})


@transaction.atomic
def forget_day(day: date, *, by: User, at: datetime) -> None:
    """Let a day be what its weekday says.

    writes   calendar_calendarday, audit_auditentry
    """
    if CalendarDay.objects.filter(pk=day).delete()[0]:
        record_act("calendar.day_forget", f"calendar.calendarday:{day}", by=by, at=at, detail={})
