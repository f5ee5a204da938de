"""Tracking: one box for whatever the customer can tell, and the shipments that need somebody's eye."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crm.accounts.roles import OUTLET_ROLES
from crm.audit.services.recording import record_act
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from shipments.filters.tracking import AbnormalFilter
from shipments.forms.tracking import TrackForm
from shipments.models import CallRetry, Waybill
from shipments.rules.tracking import MOST_NUMBERS, Sought, sought_in
from shipments.tables.tracking import (
    ABNORMAL,
    ABNORMAL_BACK,
    ABNORMAL_BACK_NETWORK,
    LISTED,
    Found,
    TrackTable,
    abnormal,
    by_state,
    found_for,
    with_story,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """A question is a POST, so that no address keeps a telephone number."""
    at = timezone.now()
    form = TrackForm(request.POST or None)
    context = {
        "title": _("Tracking"),
        "form": form,
        "waiting": CallRetry.objects.visible_to(request.user).waiting().count(),
        "may_act": access_of(request.user).has(OUTLET_ROLES),
        "at": at,
    }
    if request.method == "POST" and form.is_valid():
        sought = sought_in(form.cleaned_data["sought"])
        found = found_for(sought, user=request.user, at=at)
        _note(request, sought, found)
        context |= {
            "found": found,
            "table": TrackTable(found.rows),
            "states": by_state(found.rows),
            "cut": MOST_NUMBERS if sought.cut else 0,
            "listed": LISTED,
        }
    return render(request, "shipments/track.html", context, status=422 if form.is_bound and form.errors else 200)


def _note(request: HttpRequest, sought: Sought, found: Found) -> None:
    """Who looks people up leaves a trace: what kind of question, and what it showed."""
    kinds = [name for name in ("phones", "tails", "names") if getattr(sought, name)]
    if kinds:
        record_act(
            "waybill.search_by_person",
            f"shipments.waybills:{len(found.rows)}",
            by=request.user,
            at=timezone.now(),
            detail={"by": kinds, "found": [row.number for row in found.rows]},
        )


class AbnormalList(ListPage):
    queryset = Waybill.objects.all()
    filterset_class = AbnormalFilter
    table_class = TrackTable
    template_name = "shipments/abnormal.html"
    title = gettext_lazy("Abnormal shipments")
    ordering = ("-id",)
    page_size = 25
    empty = Empty(
        gettext_lazy("Nothing abnormal"),
        gettext_lazy("Shipments that are overdue, have a problem, stand still, went astray or go back appear here."),
        example=gettext_lazy("3000 5790 0556: no scan for 24 hours, last seen at Guangzhou hub"),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Waybill]:
        kind, access = request.GET.get("kind", ""), access_of(request.user)
        kind = kind if kind in ABNORMAL else ABNORMAL[0]
        rows = super().get_queryset(request, **kwargs)
        if not access.network and kind != "missorted":
            # What only strayed across this floor is somebody else's to follow; so two indexes find the own ones.
            rows = self.queryset.filter(Q(origin__in=access.outlet_ids) | Q(destination__in=access.outlet_ids))
        narrowed = not access.network or request.GET.get("outlet")
        back = ABNORMAL_BACK if narrowed else ABNORMAL_BACK_NETWORK
        return abnormal(with_story(rows), kind, at=timezone.now(), back=back)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"may_act": access_of(request.user).has(OUTLET_ROLES)}
