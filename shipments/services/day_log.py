"""The log of somebody's day: completed by hand, closed by the person, seen by the manager."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from outlets.access import access_of
from outlets.models import Outlet
from shipments.models import DayNote


@dataclass(frozen=True, slots=True)
class Words:
    """What a person adds to the facts of the day."""

    text: str = ""
    handover: str = ""
    incidents: str = ""


@transaction.atomic
def write_day_note(person: User, outlet: Outlet, day: date, words: Words, *, close: bool, at: datetime) -> DayNote:
    """Keep the words, and close the day if asked to.

    raises   Refused when the day lies ahead, is closed already, or the person has no post there
    writes   shipments_daynote
    """
    if day > timezone.localdate(at):
        raise Refused(_("This day has not come yet."), code="day_ahead")
    if outlet.pk not in access_of(person).outlet_ids:
        raise Refused(_("You have no post at this outlet."), code="day_foreign")
    note = DayNote.objects.select_for_update().filter(person=person, outlet=outlet, day=day).first()
    if note is not None and note.closed_at:
        raise Refused(_("This day is closed: ask your manager to open it again."), code="day_closed")
    note = note or DayNote(person=person, outlet=outlet, day=day)
    note.text, note.handover, note.incidents = words.text, words.handover, words.incidents
    note.changed_at, note.closed_at = at, at if close else None
    note.save()
    return note


@transaction.atomic
def see_day(note: DayNote, *, by: User, at: datetime) -> None:
    """The manager has looked at a closed day.

    raises   Refused when it is not closed, is one's own, or the outlet is not the looker's
    writes   shipments_daynote
    """
    _check_manager(note, by)
    if not DayNote.objects.filter(pk=note.pk).exclude(closed_at=None).update(seen_at=at, seen_by=by):
        raise Refused(_("This day is not closed yet: look again when it is."), code="day_open")


@transaction.atomic
def reopen_day(note: DayNote, *, by: User, at: datetime) -> None:
    """Let the person write again.

    raises   Refused when it is one's own, or the outlet is not the opener's
    writes   shipments_daynote
    """
    _check_manager(note, by)
    DayNote.objects.filter(pk=note.pk).update(closed_at=None, seen_at=None, seen_by=None, changed_at=at)


def _check_manager(note: DayNote, by: User) -> None:
    if not access_of(by).manages(note.outlet_id):
        raise Refused(_("Only a manager of this outlet does this."), code="day_foreign")
    if note.person_id == by.pk:
        raise Refused(_("Not for your own day: another manager of the outlet does this."), code="own_day")
