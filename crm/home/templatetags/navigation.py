"""The main navigation of `base.html`, and the demo's logins. `{% load navigation %}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from crm.home.demo.logins import LOGINS, PASSWORD, demo_is_loaded
from crm.home.navigation import Place, places_of

register = template.Library()
#: How many places fit side by side at the bottom of a phone.
TABS = 5


@dataclass(frozen=True, slots=True)
class Link:
    place: Place
    url: str
    here: bool


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> dict[str, list[Link]]:
    """`{% navigation as nav %}`: all `links`, and those `far` ones that a phone keeps under "More"."""
    request, access = context.get("request"), context.get("access")
    if request is None or access is None or not request.user.is_authenticated:
        return {"links": [], "far": []}
    urls = {place: reverse(place.url_name) for place in places_of(access)}
    here = max((url for url in urls.values() if request.path.startswith(url)), key=len, default=None)
    links = [Link(place, url, url == here) for place, url in urls.items()]
    return {"links": links, "far": links[TABS - 1 :] if len(links) > TABS else []}


@register.simple_tag
def demo_logins() -> dict[str, Any] | None:
    """The demo network's logins and their one password; None where the network is real."""
    return {"logins": LOGINS, "password": PASSWORD} if demo_is_loaded() else None
