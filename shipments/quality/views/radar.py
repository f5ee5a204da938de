"""The false-scan radar: what was found, one hit after the other."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.shared.errors import Refused
from crm.shared.views import Empty, ListPage, capped_count
from outlets.access import access_of, admit
from shipments.quality.filters.radar import RadarFilter
from shipments.quality.forms.radar import FindingForm
from shipments.quality.models import RadarHit
from shipments.quality.queries.radar import HITS, Beside, following, scans_near, waiting, worker_names
from shipments.quality.services.radar import LOOKERS, judge_hit
from shipments.quality.tables.radar import MEANINGS, RadarTable, radar_badge, told


class RadarList(ListPage):
    queryset = HITS
    filterset_class = RadarFilter
    table_class = RadarTable
    title = gettext_lazy("False-scan radar")
    ordering = ("-day", "-id")
    template_name = "quality/radar.html"
    empty = Empty(
        gettext_lazy("Nothing found"),
        gettext_lazy("Every night the scans of the day before are searched for patterns that somebody should look at."),
        gettext_lazy("12 waybills handed over between 17:31:05 and 17:31:58"),
    )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        admit(request.user, LOOKERS)
        return super().get(request, **kwargs)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        mine = RadarHit.objects.visible_to(request.user)
        return super().get_context(request, **kwargs) | {
            "following": following(mine),
            "waiting": capped_count(waiting(mine)),
        }


@require_http_methods(["GET", "HEAD", "POST"])
def radar_hit(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding leads to the next hit by itself."""
    admit(request.user, LOOKERS)
    hit = get_object_or_404(HITS.visible_to(request.user), pk=pk)
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            judge_hit(hit, form.finding(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _next(request, hit)
    return render(request, "quality/radar_hit.html", _shown(request, hit, form), status=422 if form.errors else 200)


def _next(request: HttpRequest, hit: RadarHit) -> HttpResponse:
    messages.success(request, _("Noted."))
    if (after := following(RadarHit.objects.visible_to(request.user), hit)) is not None:
        return redirect(after)
    messages.success(request, _("Nothing waits any more."))
    return redirect("quality:radar")


def _shown(request: HttpRequest, hit: RadarHit, form: FindingForm) -> dict[str, Any]:
    mine = RadarHit.objects.visible_to(request.user)
    worker = hit.facts.get("worker", "")
    return {
        "title": hit.get_pattern_display(),
        "trail": [(_("False-scan radar"), reverse("quality:radar"))],
        "badge": radar_badge(hit),
        "lead": told(hit),
        "hit": hit,
        "meaning": MEANINGS[hit.pattern],
        "worker": worker_names([hit]).get(worker, worker),
        "scans": scans_near(hit),
        "beside": Beside.of(hit),
        "own": hit.outlet_id in access_of(request.user).outlet_ids,
        "form": form,
        "following": following(mine, hit),
        "waiting": capped_count(waiting(mine)),
    }
