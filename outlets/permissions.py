"""Doors of pages: which roles may enter. What they see inside, `visible_to` decides."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from crm.accounts.roles import Role
from outlets.access import access_of

View = Callable[..., HttpResponse]


def needs(roles: Iterable[Role]) -> Callable[[View], View]:
    """403 for whoever holds none of these roles anywhere.

    @needs(NETWORK_EDITORS)
    def outlet_edit(request, pk): ...

    path("hubs/", needs(HQ_ROLES)(HubList.as_view()), name="hubs")
    """
    wanted = frozenset(roles)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not access_of(request.user).has(wanted):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs = wanted  # type: ignore[attr-defined]
        return guarded

    return decorate
