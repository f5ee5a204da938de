"""Who has looked at unusually many customers, for the outlet's manager and for headquarters."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.roles import HQ_ROLES, Role
from customers.queries.looks import entries_of, unusual_days, watched
from customers.rules.looks import LEAST, ROWS, TIMES
from customers.tables.looks import EntryTable, LooksTable
from outlets.access import admit

WATCHERS = frozenset({Role.MANAGER}) | HQ_ROLES


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    admit(request.user, WATCHERS)
    at = timezone.now()
    context = {
        "title": _("Unusual looks"),
        "trail": [(_("Customers"), reverse("customers:customers"))],
        "table": LooksTable(unusual_days(request.user, at=at)),
        "rule": {"least": LEAST, "times": TIMES, "rows": ROWS},
        "at": at,
    }
    return render(request, "customers/looks.html", context)


@require_safe
def looks_of(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Everything that one person looked at on one day."""
    admit(request.user, WATCHERS)
    person = get_object_or_404(watched(request.user), pk=pk)
    try:
        told = date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong
    context = {
        "title": person.get_full_name(),
        "lead": told,
        "trail": [(_("Unusual looks"), reverse("customers:looks"))],
        "table": EntryTable(entries_of(person, told)[:500]),
        "at": timezone.now(),
    }
    return render(request, "customers/looks.html", context)
