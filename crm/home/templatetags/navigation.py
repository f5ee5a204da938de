"""The main navigation of `base.html`, and the demo's logins. `{% load navigation %}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.home.demo.logins import LOGINS, PASSWORD, demo_is_loaded
from crm.home.navigation import Place, at_hand, sections_of, start_of
from crm.outbox.queries import delayed
from outlets.models import Document
from outlets.queries.training import lacks_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Link:
    """`far`: a phone keeps it under "More"."""

    place: Place
    url: str
    here: bool
    far: bool


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> list[tuple[str, list[Link]]]:
    """`{% navigation as sections %}`: titles with their links."""
    request, access = context.get("request"), context.get("access")
    if request is None or access is None or not request.user.is_authenticated:
        return []
    sections, near = sections_of(access), at_hand(access)
    urls = {place: reverse(place.url_name) for section in sections for place in section.places}
    here = max((url for url in urls.values() if request.path.startswith(url)), key=len, default=None)
    return [
        (
            str(section.title),
            [Link(place, urls[place], urls[place] == here, place.url_name not in near) for place in section.places],
        )
        for section in sections
    ]


@dataclass(frozen=True, slots=True)
class Note:
    """A line on top of somebody's start page. `kind` is that of a message."""

    kind: str
    icon: str
    text: str
    url: str


@register.simple_tag(takes_context=True)
def start_notes(context: Any) -> list[Note]:
    """What people are told where their day begins: at an outlet documents to read (the overview counts them itself)
    and trainings that run out, at headquarters messages that do not go out.
    """
    request, access = context.get("request"), context.get("access")
    here = getattr(getattr(request, "resolver_match", None), "view_name", "")
    if access is None or here != start_of(access):
        return []
    if access.network:
        return _late_messages()
    if not access.posts:
        return []
    notes = []
    unread = 0 if here == "home:overview" else Document.objects.unread_by(request.user).count()
    if unread:
        text = ngettext("%(n)s document to read", "%(n)s documents to read", unread) % {"n": unread}
        notes.append(Note("info", "file-text", text, f"{reverse('outlets:documents')}?state=unread"))
    for lack in lacks_of([request.user.pk], day=timezone.localdate()).get(request.user.pk, []):
        words = {"course": lack.course.name, "role": lack.role.label, "day": lack.valid_until}
        if lack.run_out:
            text = _("Your training %(course)s for %(role)s is missing or has run out: tell your manager.")
        else:
            text = _("Your training %(course)s for %(role)s ends on %(day)s: tell your manager.")
        notes.append(Note("warning", "school", text % words, reverse("outlets:my_training")))
    return notes


def _late_messages() -> list[Note]:
    if not delayed(timezone.now()):
        return []
    text = _("Messages to customers are delayed.")
    return [Note("warning", "alert-triangle", text, reverse("outbox:messages"))]


@register.simple_tag
def demo_logins() -> dict[str, Any] | None:
    """The demo network's logins and their one password; None where the network is real."""
    return {"logins": LOGINS, "password": PASSWORD} if demo_is_loaded() else None
