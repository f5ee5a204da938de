"""Lists with their filters, kept under a name."""

from datetime import datetime

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.errors import Refused
from outlets.access import access_of
from outlets.models import SavedView
from outlets.queries.saved_views import PASSING, audiences_of

MOST = 30


def save_view(page: str, query: str, *, name: str, audience: str, by: User, at: datetime) -> SavedView:
    """Keep the filters of a list; a view of one's own with this name is written anew.

    page     name of the list's address, without arguments
    raises   Refused for a page that is none, without filters, for an audience that is not one's to give, and beyond 30
    writes   outlets_savedview
    """
    _check_page(page)
    filters = QueryDict(query, mutable=True)
    for passing in PASSING:
        filters.pop(passing, None)
    if not filters:
        raise Refused(_("Set a filter first: a view is a list with its filters."), code="no_filters")
    known = SavedView.objects.filter(owner=by, page=page)
    if known.count() >= MOST and not known.filter(name=name).exists():
        raise Refused(_("You keep 30 views of this list already: drop one first."), code="too_many_views")
    told = {"query": filters.urlencode()[:1000], "saved_at": at, **_for_whom(audience, by)}
    return SavedView.objects.update_or_create(owner=by, page=page, name=name, defaults=told)[0]


def drop_view(view: SavedView) -> None:
    """writes   outlets_savedview"""
    view.delete()


def _for_whom(audience: str, by: User) -> dict[str, object]:
    if audience not in dict(audiences_of(by)):
        raise Refused(_("You cannot save a view for them."), code="not_your_audience")
    outlet = access_of(by).only_outlet_id if audience == SavedView.Audience.OUTLET else None
    return {"audience": audience, "outlet_id": outlet}


def _check_page(page: str) -> None:
    try:
        reverse(page)
    except NoReverseMatch as missing:
        raise Refused(_("There is no such list."), code="no_such_list") from missing
