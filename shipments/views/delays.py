"""The delay list: whom to call before they call us."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from shipments.filters.delays import DelayFilter
from shipments.models import CallRetry, DeliveryRun
from shipments.tables.delays import BACK, BACK_NETWORK, DelayTable, delayed


class DelayList(ListPage):
    """What one's outlets are to deliver; `side=sent`: what they sent and another outlet is late with."""

    queryset = DeliveryRun.objects.select_related("waybill", "clock", "outlet")
    filterset_class = DelayFilter
    table_class = DelayTable
    template_name = "shipments/delays.html"
    title = _("Delays")
    ordering = ("tier_rank", "due_at", "id")
    empty = Empty(
        _("Nothing is late"),
        _("A shipment appears here an hour before its delivery is due, and stays until it is delivered."),
        example=_("A customer, 40 min overdue, promised for 19:00"),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[DeliveryRun]:
        access = access_of(request.user)
        rows = self.queryset.all()
        if not access.network and request.GET.get("side") == "sent":
            rows = rows.filter(waybill__origin_id__in=access.outlet_ids)
        else:
            rows = rows.visible_to(request.user)
        narrowed = not access.network or request.GET.get("outlet") or request.GET.get("region")
        return delayed(rows, at=timezone.now(), back=BACK if narrowed else BACK_NETWORK)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {
            "may_act": access_of(request.user).has(OUTLET_ROLES),
            "waiting": CallRetry.objects.visible_to(request.user).waiting().count(),
        }
