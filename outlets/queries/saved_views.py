"""The saved views of a list, for whoever looks at it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from crm.accounts.roles import HQ_ROLES
from outlets.access import access_of
from outlets.models import SavedView

#: Of the address, not of the view: where one was reading, and what was typed, which may be a person's name.
PASSING = ("cursor", "q", "export")


@dataclass(frozen=True, slots=True)
class Kept:
    view: SavedView
    here: bool
    may_drop: bool


@dataclass(frozen=True, slots=True)
class ViewsOfPage:
    """`page` is empty for a list that has none: one about a single row."""

    page: str
    views: list[Kept]
    query: str
    audiences: list[tuple[str, Any]]


def views_of_page(request: HttpRequest) -> ViewsOfPage:
    match = request.resolver_match
    if match is None or match.kwargs or match.args:
        return ViewsOfPage("", [], "", [])
    query = _lasting(request)
    rows = SavedView.objects.visible_to(request.user).filter(page=match.view_name)
    droppable = set(rows.droppable_by(request.user).values_list("pk", flat=True)) if rows else set()
    views = [Kept(view, view.query == query, view.pk in droppable) for view in rows]
    return ViewsOfPage(match.view_name, views, query, audiences_of(request.user))


def audiences_of(user: object) -> list[tuple[str, object]]:
    """For whom somebody may save: an outlet's person for the own outlet, headquarters for the network."""
    access = access_of(user)
    may = {SavedView.Audience.ME}
    if access.only_outlet_id is not None:
        may.add(SavedView.Audience.OUTLET)
    if access.has(HQ_ROLES):
        may.add(SavedView.Audience.NETWORK)
    return [(value, label) for value, label in SavedView.Audience.choices if value in may]


def _lasting(request: HttpRequest) -> str:
    query: QueryDict = request.GET.copy()
    for passing in PASSING:
        query.pop(passing, None)
    for name in [name for name, value in query.items() if not value]:
        query.pop(name)
    return query.urlencode()
