"""Batches: what was decided on together, how far it has come, and its stop button."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.roles import HQ_ROLES
from crm.outbox.models import Batch, Message
from crm.outbox.queries import BATCHES, BatchFigures, batch_figures
from crm.outbox.roles import STOPPERS
from crm.outbox.services import stopping
from crm.outbox.tables.messages import KINDS, BatchTable, batch_badge
from crm.outbox.views.frame import CentreList, frame
from crm.shared.errors import Refused
from crm.shared.figures import Share, Stat
from crm.shared.views import Empty
from outlets.access import admit

State = Message.State


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a drawing: a count, its share of the whole, and its rows."""

    label: "str | Promise"
    count: int
    share: Share
    url: str
    kind: str = "open"


class BatchList(CentreList):
    queryset = BATCHES
    table_class = BatchTable
    title = gettext_lazy("Batches")
    ordering = ("-opened_at", "-id")
    here = "batches"
    may = HQ_ROLES
    empty = Empty(
        gettext_lazy("No batch yet"), gettext_lazy("An approved greeting plan becomes one, and can be stopped here.")
    )


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    access = admit(request.user, HQ_ROLES)
    found = get_object_or_404(BATCHES, pk=pk)
    figures = batch_figures(found)
    context = {
        "title": found.name,
        "trail": [(_("Message centre"), reverse("outbox:messages")), (_("Batches"), reverse("outbox:batches"))],
        "badge": batch_badge(found),
        "batch": found,
        "stats": _stats(found, figures),
        "funnel": _funnel(found, figures),
        "states": _bars(found, "state", figures.states, State, figures.total),
        "reasons": _bars(found, "skipped", figures.reasons, Message.Skipped, figures.states["skipped"]),
        "may_act": access.has(STOPPERS),
        **frame(request, "batches"),
    }
    return render(request, "outbox/batch.html", context)


def _rows(found: Batch, **told: str) -> str:
    return f"{reverse('outbox:messages')}?{urlencode({'batch': found.pk, **told})}"


def _stats(found: Batch, figures: BatchFigures) -> list[Stat]:
    waiting = figures.states["pending"] + figures.states["claimed"]
    return [
        Stat(_("Messages"), figures.total, url=_rows(found)),
        Stat(_("Still wait"), waiting, url=_rows(found, state="on_the_way"), kind="open" if waiting else ""),
        Stat(
            _("Segments"), figures.segments, definition=_("As the provider charges them: 70 characters, then 67 each.")
        ),
        Stat(_("Cost"), figures.yuan.quantize(Decimal("0.01")), unit=_("yuan")),
    ]


def _funnel(found: Batch, figures: BatchFigures) -> list[Step]:
    """From what was planned to what arrived: each a part of the first."""
    steps = [
        (_("Planned"), figures.total, {}, "still"),
        (_("Let through"), figures.let_through, {"state": "let_through"}, "open"),
        (_("Handed over"), figures.handed_over, {"state": "handed_over"}, "open"),
        (pgettext("message", "Delivered"), figures.states["delivered"], {"state": "delivered"}, "met"),
    ]
    return [
        Step(label, count, Share(count, figures.total), _rows(found, **told), kind)
        for label, count, told, kind in steps
    ]


def _bars(found: Batch, name: str, counts: Any, choices: Any, whole: int) -> list[Step]:
    return [
        Step(
            choices(value).label,
            count,
            Share(count, whole),
            _rows(found, **{name: value}),
            KINDS[State(value)] if name == "state" else "void",
        )
        for value, count in counts.most_common()
    ]


@require_POST
def batch_stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, stopping.stop_batch, _("Stopped: nothing more of it is handed over."))


@require_POST
def batch_go_on(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, stopping.go_on_with_batch, _("It goes on; what is too late by now is not sent."))


def _act(request: HttpRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    admit(request.user, STOPPERS)
    found = get_object_or_404(Batch, pk=pk)
    try:
        act(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(found)
