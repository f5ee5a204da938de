"""Foreign histories judged by this rule book: what came out, outlet by outlet, and the rows that were refused."""

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crm.accounts.roles import HQ_ROLES
from crm.shared.export import safe
from crm.shared.views import Empty, ListPage
from outlets.access import admit
from outlets.models import Outlet
from shipments.quality.models import Replay
from shipments.quality.tables.replays import ReplayTable, judged, replay_badge, replay_stats

#: Refused rows that the page shows; the file has all.
SHOWN = 20


class ReplayList(ListPage):
    """Without those whose file could not be read at all."""

    queryset = Replay.objects.exclude(lines=0).defer("judgement", "refused")
    table_class = ReplayTable
    title = gettext_lazy("Histories judged")
    ordering = ("-started_at", "-id")
    empty = Empty(
        gettext_lazy("No history yet"),
        gettext_lazy("A file of another system, played through by manage.py replay, is judged here by this rule book."),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, HQ_ROLES)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"trail": _trail()[:1]}


@require_safe
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _replay(request, pk)
    told = shown.judgement
    outlets = Outlet.objects.in_bulk(shown.outlets, field_name="code")
    context = {
        "title": told.get("title") or shown.name,
        "trail": _trail(),
        "badge": replay_badge(shown),
        "replay": shown,
        "told": told,
        "stats": replay_stats(shown) if told else [],
        "outlets": [judged(row, outlets.get(row["code"])) for row in told.get("outlets", ())],
        "refused": shown.refused[:SHOWN],
        "refused_count": len(shown.refused),
    }
    return render(request, "quality/replay.html", context)


@require_safe
def replay_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """Every refused row with its reason."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="replay-{pk}-refused.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Reason")])
    writer.writerows([line, safe(reason)] for line, reason in _replay(request, pk).refused)
    return response


def _replay(request: HttpRequest, pk: int) -> Replay:
    admit(request.user, HQ_ROLES)
    return get_object_or_404(Replay.objects.visible_to(request.user), pk=pk)


def _trail() -> list[tuple[str, str]]:
    return [(_("Rule book"), reverse("shipments:rulebook")), (_("Histories judged"), reverse("quality:replays"))]
