"""The main navigation of `base.html`. `{% load navigation %}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

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
    links = [link for place in places_of(access) if (link := _link(place, request.path))]
    return {"links": links, "far": links[TABS - 1 :] if len(links) > TABS else []}


@register.simple_tag
def place_url(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _link(place: Place, path: str) -> Link | None:
    url = place_url(place.url_name)
    return Link(place, url, here=path.startswith(url)) if url else None
