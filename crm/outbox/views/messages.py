"""Messages listed, looked at, and decided one after the other where no machine may go on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.outbox.filters.messages import MessageFilter
from crm.outbox.forms.messages import SettleForm
from crm.outbox.models import Message, Reply
from crm.outbox.queries import next_for_a_person
from crm.outbox.roles import READERS, SETTLERS, STOPPERS
from crm.outbox.rules.message_states import TO_SETTLE
from crm.outbox.services import stopping
from crm.outbox.services.settling import Decision, settle
from crm.outbox.tables.messages import MessageTable, message_badge, story, text_of, to_whom, why_not
from crm.outbox.views.frame import CentreList
from crm.shared.errors import Refused
from crm.shared.panels import panels
from crm.shared.views import Empty, capped_count
from outlets.access import access_of, admit

ROWS = Message.objects.select_related("outlet", "template")
REPLIES = 20
SAID = {
    Decision.SENT: gettext_lazy("Noted: the customer has it."),
    Decision.AGAIN: gettext_lazy("It goes out once more."),
    Decision.DROPPED: gettext_lazy("Noted: it is not sent."),
}


class MessageList(CentreList):
    queryset = ROWS
    filterset_class = MessageFilter
    table_class = MessageTable
    title = gettext_lazy("Message centre")
    empty = Empty(
        gettext_lazy("No message yet"),
        gettext_lazy("What customers are written stands here, with what became of it."),
        example=gettext_lazy("a thank-you on the morning after a delivery"),
    )


class WaitingList(MessageList):
    """Unknown and dead ones: whoever has waited longest stands first."""

    queryset = ROWS.for_a_person()
    ordering = ("id",)
    here = "to_settle"
    template_name = "outbox/to_settle.html"
    empty = Empty(
        gettext_lazy("Nothing to decide"),
        gettext_lazy("A message whose result nobody knows, or that the provider refused, comes here by itself."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_settle = access_of(request.user).has(SETTLERS)
        first = next_for_a_person(request.user) if may_settle else None
        return super().get_context(request, **kwargs) | {"first": first}


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    access = admit(request.user, READERS)
    rows = ROWS.select_related("batch", "settled_by").visible_to(request.user)
    found = get_object_or_404(rows, pk=pk)
    at, waits = timezone.now(), found.state in TO_SETTLE and found.settled_at is None
    context = {
        "title": _("Message to %(address)s") % {"address": to_whom(found)},
        "trail": [(_("Message centre"), reverse("outbox:messages"))],
        "badge": message_badge(found),
        "message": found,
        "text": text_of(found),
        "why_not": why_not(found),
        "story": story(found, list(found.tries.all()), list(found.receipts.all()), _replies(found)),
        "waits": waits,
        "choices": _choices(found, at) if waits and access.has(SETTLERS) else [],
        "left": capped_count(Message.objects.visible_to(request.user).for_a_person()) if waits else None,
        "panels": panels("outbox.message", found, request.user),
        "network": access.network,
        "at": at,
    }
    return render(request, "outbox/message.html", context)


def _replies(found: Message) -> list[Reply]:
    """What came from that number since."""
    if not found.address or found.submitted_at is None:
        return []
    return list(Reply.objects.filter(address=found.address, at__gte=found.submitted_at)[:REPLIES])


def _choices(found: Message, at: Any) -> list[tuple[str, str, str]]:
    """What may be decided: value, word, key."""
    words = {
        Decision.SENT: _("The customer has it"),
        Decision.AGAIN: _("Send it once more"),
        Decision.DROPPED: _("Let it be"),
    }
    forbidden = {
        *({Decision.SENT} if found.state == Message.State.DEAD else ()),
        *({Decision.AGAIN} if found.expires_at <= at else ()),
    }
    return [(each.value, words[each], str(key)) for key, each in enumerate(words, start=1) if each not in forbidden]


@require_POST
def message_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision; the next one that waits follows by itself."""
    admit(request.user, SETTLERS)
    found = get_object_or_404(ROWS.visible_to(request.user), pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what became of it."))
        return redirect(found)
    decision = form.decision_made()
    try:
        settle(found, decision, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, SAID[decision])
    following = next_for_a_person(request.user, after=found.pk)
    return redirect(following or reverse("outbox:to_settle"))


@require_POST
def stop_all(request: HttpRequest) -> HttpResponse:
    return _all(request, stopping.stop_all, _("Stopped: nothing more is handed over."))


@require_POST
def go_on_all(request: HttpRequest) -> HttpResponse:
    return _all(request, stopping.go_on_with_all, _("Sending goes on."))


def _all(request: HttpRequest, act: Any, done: str) -> HttpResponse:
    admit(request.user, STOPPERS)
    try:
        act(by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("outbox:messages")
