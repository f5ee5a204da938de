"""What documents and notices have in common: whom they address, and somebody's word to have read one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from outlets.models import Outlet
from outlets.models.addressed import Addressed


@dataclass(frozen=True, slots=True)
class Audience:
    """Who has to read: nobody's outlets named means all of them, and so do no roles."""

    outlets: Sequence[Outlet] = ()
    roles: Sequence[str] = ()


def note_reading(addressed: Addressed, number: int, *, by: User, at: datetime) -> bool:
    """Somebody says to have read this version; saying it again changes nothing. Returns whether it is new.

    raises   Refused when a newer version has come meanwhile, or the person is not asked
    writes   outlets_documentreading or outlets_noticereading
    """
    if not type(addressed).objects.filter(pk=addressed.pk).asked_of(by).exists():
        raise Refused(_("Nobody asks you to read this: there is nothing to confirm."), code="reading_not_asked")
    current = addressed.current
    if current is None or current.number != number:
        raise Refused(
            _("A newer version has come meanwhile: read it, then confirm."),
            code=f"{addressed._meta.model_name}_newer",
        )
    _reading, new = current.readings.get_or_create(user=by, defaults={"at": at})
    return new
