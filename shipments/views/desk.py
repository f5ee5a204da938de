"""The scan desk: trip and kind chosen once, then number after number."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.figures import Badge
from outlets.access import admit
from outlets.models import Outlet
from shipments.forms.desk import DeskForm, trips_around
from shipments.forms.signing import RELATION_LABELS
from shipments.models import LineHaulTrip
from shipments.rules.numbers import PATTERN
from shipments.rules.signers import SIGNERS
from shipments.services.desk_scans import DeskRow, DeskScan, DeskSettings, take_desk_scans
from shipments.tables.trip_tally import trip_tally
from shipments.views.refusals import said, what_to_do

MOST_SCANS = 500
BADGES = {
    "new": Badge("met", gettext_lazy("New")),
    "duplicate": Badge("soon", gettext_lazy("Duplicate")),
    "refused": Badge("refused", gettext_lazy("Not taken")),
    "waiting": Badge("open", gettext_lazy("Sending")),
    "withdrawn": Badge("void", gettext_lazy("Withdrawn")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def arrival_desk(request: HttpRequest) -> HttpResponse:
    """The page; its POST is the way without JavaScript, and for pasted lists there."""
    admit(request.user, OUTLET_ROLES)
    at, outlets = timezone.now(), my_outlets(request)
    rows: list[dict[str, Any]] = []
    if request.method == "POST":
        form = DeskForm(request.POST, outlets=outlets, at=at)
        if form.is_valid():
            rows = _take_typed(request, form, at=at)
    else:
        form = DeskForm(outlets=outlets, at=at, initial=_initial(request, outlets, at=at))
    trip = _chosen_trip(form)
    context = {
        "title": _("Scan desk"),
        "form": form,
        "rows": rows,
        "left_over": "\n".join(row["number"] for row in rows if row["state"] == "refused"),
        "tally": trip_tally(trip, at=at) if trip else None,
        "batch": uuid4(),
        "badges": BADGES,
        "signers": _signers(form),
        "words": _words(),
        "pattern": PATTERN,
        "at": at,
    }
    return render(request, "shipments/desk.html", context)


@require_POST
def take_scans(request: HttpRequest) -> JsonResponse:
    """One batch of the browser's queue: settings, and scans with the time that has passed since each."""
    access = admit(request.user, OUTLET_ROLES)
    at = timezone.now()
    body = _body(request)
    scans = _scans(body.get("scans"), sent_at=_instant(body.get("sent_at")))
    form = DeskForm(_as_data(body.get("chosen")), outlets=my_outlets(request), at=at)
    if scans is None or not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    taken = take_desk_scans(scans, _settings(form), source=f"user:{request.user.pk}", access=access, at=at)
    trip = form.cleaned_data["trip"]
    tally = trip_tally(trip, at=at) if trip else None
    counts = {name: getattr(tally, name) for name in ("expected", "scanned", "missing", "late")} if tally else None
    return JsonResponse({"rows": [_as_row(row) for row in taken], "counts": counts, "now": at.isoformat()})


@require_GET
def trip_panel(request: HttpRequest) -> HttpResponse:
    """The tally of the chosen trip, drawn anew when the trip changes and now and then."""
    admit(request.user, OUTLET_ROLES)
    at = timezone.now()
    trips = LineHaulTrip.objects.visible_to(request.user).filter(outlet__in=my_outlets(request))
    number = request.GET.get("trip", "")
    trip = get_object_or_404(trips, trip_no=number) if number else None
    return render(request, "shipments/_trip_tally.html", {"tally": trip_tally(trip, at=at) if trip else None, "at": at})


def _signers(form: DeskForm) -> list[dict[str, Any]]:
    chosen = form["relation"].value()
    return [
        {
            "code": signer.code,
            "label": RELATION_LABELS[signer.code],
            "key": signer.key,
            "needs_name": signer.needs_name,
            "needs_consent": signer.needs_consent,
            "checked": signer.code == chosen,
        }
        for signer in SIGNERS
    ]


def _words() -> dict[str, str]:
    """What the browser says by itself."""
    return {
        "new": _("New"),
        "duplicate": _("Duplicate"),
        "refused": _("Not taken"),
        "withdrawn": _("Withdrawn"),
        "again": _("Scanned already on this page."),
        "bad_number": what_to_do("bad_number"),
        "signer": _("Somebody else signed: write the name, then scan again."),
        "consent": _("Nobody else takes it unless the receiver agreed: choose how and when, then scan again."),
        "reload": _("This page is out of date: reload it, then scan again."),
        "unsent": _("%(count)s not yet uploaded, the oldest from %(oldest)s."),
        "why_network": _("No connection to the server. It is tried again by itself; do not close this page."),
        "why_server": _("The server is busy. It is tried again by itself; do not close this page."),
        "why_login": _("Your login has ended: log in again in a second window, then press “Send now”."),
    }


def my_outlets(request: HttpRequest) -> QuerySet[Outlet]:
    """Where this person works: a desk stands in one's own outlet, also for those who may read every other."""
    mine = Outlet.objects.filter(memberships__user=request.user.pk, active=True)
    return mine.select_related("hub").distinct().order_by("code")


def _initial(request: HttpRequest, outlets: QuerySet[Outlet], *, at: datetime) -> dict[str, Any]:
    """The page as it was left (its address), else my outlet and the trip that came last."""
    asked = {name: request.GET[name] for name in ("kind", "outlet", "trip", "shift") if request.GET.get(name)}
    first = outlets.filter(code=asked["outlet"]).first() if "outlet" in asked else outlets.first()
    minute = timezone.localtime(at).replace(second=0, microsecond=0)
    initial: dict[str, Any] = {"outlet": first.code if first else None, "consent_at": minute, **asked}
    if first and "trip" not in asked:
        trip = trip_of_the_hour([first.pk], at=at)
        initial["trip"] = trip.trip_no if trip else None
        initial["previous_stop"] = (trip and trip.origin_hub or first.hub).name
    return initial


def trip_of_the_hour(outlet_ids: list[int], *, at: datetime) -> LineHaulTrip | None:
    """The trip that came last and is not long past, else the next one planned."""
    trips = list(trips_around(outlet_ids, at).select_related("origin_hub"))
    come = [trip for trip in trips if _came_at(trip) <= at]
    if come:
        return max(come, key=_came_at)
    return trips[-1] if trips else None


def _came_at(trip: LineHaulTrip) -> datetime:
    return trip.arrived_at or trip.unloaded_at or trip.planned_at


def _chosen_trip(form: DeskForm) -> LineHaulTrip | None:
    if form.is_bound:
        return getattr(form, "cleaned_data", {}).get("trip")
    number = form.initial.get("trip")
    return form.fields["trip"].queryset.filter(trip_no=number).first() if number else None


def _settings(form: DeskForm) -> DeskSettings:
    chosen = form.cleaned_data
    operator = chosen["operator"]
    signs = chosen["kind"] == "signed"
    return DeskSettings(
        kind=chosen["kind"],
        outlet=chosen["outlet"],
        trip=chosen["trip"],
        shift=chosen["shift"],
        previous_stop=chosen["previous_stop"],
        operator=operator.get_full_name() if operator else "",
        signature=form.signature(chosen) if signs else None,
        out_too=chosen["out_too"],
    )


def _take_typed(request: HttpRequest, form: DeskForm, *, at: datetime) -> list[dict[str, Any]]:
    """Typed or pasted numbers. The page's batch id makes sending the same page twice harmless."""
    batch = _uuid(request.POST.get("batch")) or uuid4()
    kind = form.cleaned_data["kind"]
    scans = [DeskScan(uuid5(batch, f"{kind} {number}"), number) for number in form.cleaned_data["all_numbers"]]
    if not scans:
        form.add_error("number", _("Scan or paste at least one number."))
        return []
    access = admit(request.user, OUTLET_ROLES)
    taken = take_desk_scans(scans, _settings(form), source=f"user:{request.user.pk}", access=access, at=at)
    rows = [_as_row(row) | {"badge": BADGES[row.state]} for row in taken]
    return sorted(rows, key=lambda row: ("refused", "duplicate", "new").index(row["state"]))


def _as_row(row: DeskRow) -> dict[str, Any]:
    told = {"event_id": str(row.event_id), "number": row.number, "state": row.state, "trip": row.trip_no}
    return told | {"text": said({"code": row.code, "bound_for": row.bound_for, "state": row.state})}


def _body(request: HttpRequest) -> Mapping[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _as_data(chosen: object) -> dict[str, Any]:
    return {name: value for name, value in chosen.items() if value} if isinstance(chosen, dict) else {}


def _scans(told: object, *, sent_at: datetime | None) -> Sequence[DeskScan] | None:
    """None when this is not what our page sends."""
    if not isinstance(told, list) or not 0 < len(told) <= MOST_SCANS:
        return None
    scans = [_scan(each, sent_at=sent_at) for each in told if isinstance(each, dict)]
    return None if None in scans or len(scans) != len(told) else scans


def _scan(told: Mapping[str, Any], *, sent_at: datetime | None) -> DeskScan | None:
    event_id, device_at = _uuid(told.get("event_id")), _instant(told.get("device_at"))
    ago, number, corrects = told.get("ago_ms"), told.get("number"), _uuid(told.get("corrects"))
    if event_id is None or not isinstance(number, str) or not isinstance(ago, int | float) or not 0 <= ago < 1e10:
        return None
    wall_ago = sent_at - device_at if sent_at and device_at else None
    return DeskScan(event_id, number[:64], timedelta(milliseconds=ago), wall_ago, device_at, corrects)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _instant(text: object) -> datetime | None:
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
