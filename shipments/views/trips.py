"""Line-haul trips: their list, one trip with its deadlines, what is reported and corrected, how punctual they are."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.roles import NETWORK_EDITORS
from crm.audit.models import AuditEntry
from crm.shared.errors import Refused
from crm.shared.figures import Stat
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.permissions import needs
from shipments.filters.trips import PunctualityFilter, TripFilter
from shipments.forms.trips import TripCorrectionForm, TripForm
from shipments.models import Clock, LineHaulTrip
from shipments.services.trips import NewTrip, assign_truck, correct_trip, register_trips
from shipments.tables.punctuality import BY_LINE, BY_OUTLET, punctuality
from shipments.tables.trips import TripTable, arrival_delay, trip_badge, trip_figures

REPORTABLE = {"arrived": "arrived_at", "unloaded": "unloaded_at"}
PUNCTUALITY_DAYS = 7
LINES_SHOWN = 200


class TripList(ListPage):
    queryset = LineHaulTrip.objects.select_related("outlet", "origin_hub")
    filterset_class = TripFilter
    table_class = TripTable
    title = gettext_lazy("Trips")
    ordering = ("-planned_at", "-id")
    template_name = "shipments/trip_list.html"
    empty = Empty(
        gettext_lazy("No trips"),
        gettext_lazy(
            "Every truck to an outlet stands here: planned, arrived, unloaded. It starts its goods' clocks."
        ),
        example=gettext_lazy("T20261118-0600: planned 06:00, arrived 06:10, unloaded 06:40"),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        may_edit = access_of(request.user).has(NETWORK_EDITORS)
        return super().get_context(request, **kwargs) | {"may_edit": may_edit}


@require_safe
def trip(request: HttpRequest, pk: int) -> HttpResponse:
    found = _trip(request, pk)
    now = timezone.now()
    clock = getattr(found, "clock", None)
    history = AuditEntry.objects.filter(subject=f"shipments.trip:{found.trip_no}").select_related("actor")
    context = {
        "title": found.trip_no,
        "trip": found,
        "badge": trip_badge(found),
        "delay": arrival_delay(found),
        "trail": [(_("Trips"), reverse("shipments:trips"))],
        "clock": clock,
        "stats": _stats(found, clock) if clock else [],
        "history": [_corrected(entry) for entry in history[:20]],
        "may_edit": access_of(request.user).has(NETWORK_EDITORS),
        "may_report": _may_report(request, found),
        "at": now,
    }
    return render(request, "shipments/trip.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def trip_create(request: HttpRequest) -> HttpResponse:
    form = TripForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_trips([NewTrip(**form.cleaned_data)], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Registered: its deadlines stand below."))
            return redirect(made[0])
    return _form_page(request, form, title=_("New trip"), trail=[], cancel=reverse("shipments:trips"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(NETWORK_EDITORS)
def trip_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _trip(request, pk)
    form = TripCorrectionForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        now, given = timezone.now(), form.cleaned_data
        try:
            correct_trip(found, form.changed_times, by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            assign_truck(found, origin_hub=given["origin_hub"], vehicle=given["vehicle"], by=request.user, at=now)
            messages.success(request, _("Saved; the deadlines follow the corrected times."))
            return redirect(found)
    trail = [(found.trip_no, found.get_absolute_url())]
    return _form_page(request, form, title=_("Correct this trip"), trail=trail, cancel=found.get_absolute_url())


@require_POST
def trip_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap at the ramp: the truck is here, or empty. What stands already, headquarters alone corrects."""
    found = _trip(request, pk)
    if not _may_report(request, found):
        raise PermissionDenied
    name = REPORTABLE.get(request.POST.get("what", ""))
    if name is None or getattr(found, name) is not None:
        messages.error(request, _("This is reported already; headquarters can correct it."))
        return redirect(found)
    now = timezone.now()
    try:
        correct_trip(found, {name: now}, by=request.user, at=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@require_safe
def trip_punctuality(request: HttpRequest) -> HttpResponse:
    """Planned against actual arrivals; every row opens its trips."""
    by_outlet = request.GET.get("by") == "outlet"
    now = timezone.now()
    today = timezone.localdate(now)
    asked = request.GET.copy()
    asked.setdefault("since", (today - timedelta(days=PUNCTUALITY_DAYS - 1)).isoformat())
    asked.setdefault("until", today.isoformat())
    filterset = PunctualityFilter(asked, queryset=LineHaulTrip.objects.visible_to(request.user), request=request)
    trips = filterset.qs if filterset.is_valid() else LineHaulTrip.objects.none()
    rows = punctuality(trips, by=BY_OUTLET if by_outlet else BY_LINE, at=now)
    context = {
        "title": _("Punctuality of trips"),
        "trail": [(_("Trips"), reverse("shipments:trips"))],
        "rows": rows[:LINES_SHOWN],
        "hidden": max(0, len(rows) - LINES_SHOWN),
        "by_outlet": by_outlet,
        "filterset": filterset,
        "since": asked["since"],
        "until": asked["until"],
        "at": now,
    }
    part = request.htmx.target == "list"
    return render(request, f"shipments/{'_' if part else ''}trip_punctuality.html", context)


def _trip(request: HttpRequest, pk: int) -> LineHaulTrip:
    rows = LineHaulTrip.objects.visible_to(request.user).select_related("outlet", "origin_hub", "clock__edition")
    return get_object_or_404(rows, pk=pk)


def _may_report(request: HttpRequest, found: LineHaulTrip) -> bool:
    access = access_of(request.user)
    return access.has(NETWORK_EDITORS) or access.manages(found.outlet_id)


def _stats(found: LineHaulTrip, clock: Clock) -> list[Stat]:
    rows = f"{reverse('shipments:arrivals')}?{urlencode({'trip': found.trip_no})}"
    count = trip_figures(clock)
    whole = _("of %(pieces)s pieces") % {"pieces": f"{count['expected']:,}"}
    missing, late = count["expected"] - count["scanned"], count["late"]
    return [
        Stat(_("Expected"), count["expected"], url=rows),
        Stat(_("Scanned"), count["scanned"], whole=whole, kind="met", url=f"{rows}&state=done"),
        Stat(_("Missing"), missing, whole=whole, kind="open" if missing else "still", url=f"{rows}&state=undone"),
        Stat(_("Late"), late, whole=whole, kind="late" if late else "still", url=f"{rows}&state=late"),
    ]


def _corrected(entry: AuditEntry) -> dict[str, Any]:
    """An audit entry as an event of the timeline: what it was, what it is."""
    changes = [f"{_WORDS.get(name, name)}: {_told(was)} → {_told(now)}" for name, (was, now) in entry.detail.items()]
    who = entry.actor or entry.partner or _("System")
    return {"at": entry.at, "title": str(who), "text": " · ".join(changes)}


def _told(value: str | None) -> str:
    try:
        return timezone.localtime(datetime.fromisoformat(value)).strftime("%m-%d %H:%M:%S")
    except (TypeError, ValueError):
        return value or "—"


_WORDS = {
    "planned_at": gettext_lazy("planned arrival"),
    "arrived_at": gettext_lazy("arrived at"),
    "unloaded_at": gettext_lazy("unloaded at"),
    "origin_hub": gettext_lazy("origin hub"),
    "vehicle": gettext_lazy("vehicle"),
}


def _form_page(request: HttpRequest, form: Any, *, title: str, trail: list[Any], cancel: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "trail": [(_("Trips"), reverse("shipments:trips")), *trail],
        "cancel": cancel,
    }
    return render(request, "form_page.html", context, status=422 if form.errors else 200)
