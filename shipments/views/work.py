"""The outlet's work page: what is due next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.keyset import page_of
from crm.shared.views import Count
from outlets.access import access_of
from outlets.models import Outlet
from shipments.queries import workload
from shipments.services.clocks import edition_in_force
from shipments.tables.explained_duties import DUTY_LABELS
from shipments.tables.workload import groups_of

PAGE = 50
ORDERING = ("next_due", "id")


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """One's own outlets; headquarters look at one outlet by its code and change nothing."""
    at, access = timezone.now(), access_of(request.user)
    outlets = Outlet.objects.visible_to(request.user)
    code = request.GET.get("outlet", "")
    chosen = list(outlets.filter(code=code) if code else outlets.none() if access.network else outlets)
    ids = [outlet.pk for outlet in chosen]
    name = request.GET.get("tab", "")
    runs = workload.open_runs(ids, at=at)
    rows = workload.older_runs(ids, at=at) if name == "older" else workload.tab(runs, name, at=at)
    rows = rows.select_related("waybill", "clock", "outlet").prefetch_related("waybill__pieces")
    page = page_of(rows, ORDERING, size=PAGE, cursor=request.GET.get("cursor", ""))
    counts = workload.tab_counts(runs, at=at)
    context = {
        "title": _("Today's work"),
        "outlets": chosen,
        "page": page,
        "count": Count(counts.get(name or "all", len(page.rows)), more=False),
        "groups": groups_of(page.rows, edition_in_force(at), at=at),
        "duty_labels": DUTY_LABELS,
        "tabs": _tabs(counts, name),
        "tab": name,
        "trips": workload.trips_to_scan(ids, at=at),
        "may_act": access.has(OUTLET_ROLES),
        "at": at,
    }
    return render(request, "shipments/_work.html" if request.htmx else "shipments/work.html", context)


def _tabs(counts: dict[str, int], chosen: str) -> list[dict[str, object]]:
    labels = (
        ("", _("All"), counts["all"]),
        ("overdue", _("Overdue"), counts["overdue"]),
        ("delivery", _("To deliver"), counts["delivery"]),
        ("sign_entry", _("To sign for"), counts["sign_entry"]),
        ("older", _("Older"), None),
    )
    return [{"name": name, "label": label, "count": count, "here": name == chosen} for name, label, count in labels]
