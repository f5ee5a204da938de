"""What stands on top of every page of the message centre: its tabs, and what holds messages up."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Message
from crm.outbox.queries import delayed, limits
from crm.outbox.roles import READERS, STOPPERS
from crm.shared import counting
from crm.shared.views import Count, ListPage, capped_count
from outlets.access import Access, access_of, admit


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: "str | Promise"
    url: str
    count: Count | None = None


#: URL name, label, whether only headquarters have it.
TABS = (
    ("messages", _("Messages"), False),
    ("to_settle", _("To decide"), False),
    ("batches", _("Batches"), True),
    ("templates", _("Templates"), False),
    ("suppressions", _("Not written to"), True),
    ("limits", _("Limits"), True),
)


def frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """here: URL name of the tab."""
    access, at = access_of(request.user), timezone.now()
    waiting = capped_count(Message.objects.visible_to(request.user).for_a_person())
    return {
        "here": here,
        "tabs": [
            Tab(name, label, reverse(f"outbox:{name}"), waiting if name == "to_settle" and waiting.shown else None)
            for name, label, network in TABS
            if access.network or not network
        ],
        "stopped_at": limits().stopped_at,
        "delayed": delayed(at),
        "broker_down": not counting.answers(),
        "may_stop": may_stop(access),
        "at": at,
    }


def may_stop(access: Access) -> bool:
    return access.has(STOPPERS)


class CentreList(ListPage):
    """A list of the message centre, for those who read it."""

    here = "messages"
    may = READERS
    template_name = "outbox/list.html"

    def dispatch(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        admit(request.user, self.may)
        return super().dispatch(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | frame(request, self.here)
