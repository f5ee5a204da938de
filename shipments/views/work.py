"""The outlet's work page: what is due next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES, Role
from crm.shared.views import Count
from outlets.access import Access, access_of
from outlets.models import Outlet
from shipments.models import ProblemDraft, ProblemRecord
from shipments.queries import workload
from shipments.tables.explained_duties import DUTY_LABELS
from shipments.tables.workload import groups_of

PAGE = 50
DRAFTS = 20
#: Who carries parcels and has no other part looks at the own ones first.
DESK = frozenset({Role.MANAGER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK})


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """One's own outlets; headquarters look at one outlet by its code and change nothing."""
    at, access = timezone.now(), access_of(request.user)
    outlets = Outlet.objects.visible_to(request.user)
    code = request.GET.get("outlet", "")
    chosen = list(outlets.filter(code=code) if code else outlets.none() if access.network else outlets)
    ids = [outlet.pk for outlet in chosen]
    name = request.GET.get("tab", "")
    couriers = workload.couriers_of(ids)
    asked = _courier(request, access, ids, couriers, at=at)
    carrier = workload.carrier(asked) if asked else None
    page = workload.lines(ids, name, at=at, size=PAGE, cursor=request.GET.get("cursor", ""), of=carrier)
    counts = workload.counts(ids, at=at, of=carrier)
    drafts = ProblemDraft.objects.visible_to(request.user).select_related("waybill")
    context = {
        "title": _("Today's work"),
        "outlets": chosen,
        "page": page,
        "count": Count(counts.get(name or "all", len(page.rows)), more=False),
        "groups": groups_of(page.rows, at=at),
        "duty_labels": DUTY_LABELS,
        "tabs": _tabs(counts, name),
        "tab": name,
        "elsewhere": max(0, counts["overdue"] - sum(run.next_due < at for run in page.rows)),
        "couriers": _choices(couriers, asked, me=request.user),
        "trips": workload.trucks_to_scan(ids, at=at),
        "drafts": drafts.only("waybill__number")[:DRAFTS],
        "to_follow": ProblemRecord.objects.filter(outlet__in=ids).due(at).count(),
        "may_act": access.has(OUTLET_ROLES),
        "at": at,
    }
    return render(request, "shipments/_work.html" if request.htmx else "shipments/work.html", context)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the filter by courier."""

    value: str
    label: str
    here: bool


def _courier(
    request: HttpRequest, access: Access, ids: Collection[int], couriers: Sequence[User], *, at: datetime
) -> User | None:
    """Whose parcels; None for everybody's. A courier who has taken something out begins with the own ones."""
    asked = request.GET.get("courier")
    if asked is not None:
        return next((each for each in couriers if str(each.pk) == asked), None)
    if not access.has({Role.COURIER}) or access.has(DESK):
        return None
    mine = workload.counts(ids, at=at, of=workload.carrier(request.user))
    return request.user if any(mine.values()) else None


def _choices(couriers: Sequence[User], asked: User | None, *, me: User) -> list[Choice]:
    if not couriers:
        return []
    own = [each for each in couriers if each.pk == me.pk]
    others = [each for each in couriers if each.pk != me.pk]
    return [
        Choice("", _("Everybody's"), asked is None),
        *(Choice(str(each.pk), _("Mine"), asked == each) for each in own),
        *(Choice(str(each.pk), each.get_full_name(), asked == each) for each in others),
    ]


def _tabs(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    labels = (
        ("", _("All"), counts["all"]),
        ("overdue", _("Overdue"), counts["overdue"]),
        ("delivery", _("To deliver"), counts["delivery"]),
        ("sign_entry", _("To sign for"), counts["sign_entry"]),
        ("snoozed", _("Put aside"), counts["snoozed"]),
        ("older", _("Older"), None),
    )
    return [{"name": name, "label": label, "count": count, "here": name == chosen} for name, label, count in labels]
