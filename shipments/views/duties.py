"""Lists of duties: the rows behind the figures of an outlet's day."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.shared.views import Empty, ListPage
from shipments.filters.duties import ArrivalFilter, RunFilter
from shipments.models import DeliveryRun, PieceArrival
from shipments.tables.duties import ArrivalTable, DeliveryTable, SignTable


class ArrivalList(ListPage):
    """Pieces that came, or are expected of a truck that came."""

    queryset = PieceArrival.objects.filter(dropped=False).select_related("piece", "outlet", "trip", "clock")
    filterset_class = ArrivalFilter
    table_class = ArrivalTable
    title = _("Arrival scans")
    empty = Empty(
        _("No arrival scans"),
        _("Every piece of a truck that has come appears here, with its deadline."),
        example=_("Truck 06:10, unloaded 06:40: scan by 09:00 (AS1)."),
    )

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[PieceArrival]:
        """What a truck on the road brings is no duty yet: it is shown to whoever asks for that truck."""
        rows = super().get_queryset(request, **kwargs)
        if request.GET.get("trip"):
            return rows
        return rows.filter(Q(clock__started=True) | Q(scanned_at__isnull=False))

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        self.ordering = _ordering(request, "clock__arrival_due_at")
        return super().get_context(request, **kwargs)


class RunList(ListPage):
    """Waybills to deliver and to sign for; `duty` says which deadline is shown."""

    queryset = DeliveryRun.objects.filter(
        Q(clock__started=True) | Q(delivered_at__isnull=False) | Q(signed_at__isnull=False),
        dropped=False,
        delivers=True,
    ).select_related("waybill", "outlet", "trip", "clock")
    filterset_class = RunFilter
    title = _("Deliveries and sign entries")
    empty = Empty(
        _("No deliveries"),
        _("Every waybill whose pieces came to its outlet appears here, with its deadlines."),
        example=_("Early goods of a same-day outlet: delivered by 11:30 (DL1), signed by 14:00 (SE1)."),
    )

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        signs = request.GET.get("duty") == "sign_entry"
        self.table_class = SignTable if signs else DeliveryTable
        self.ordering = _ordering(request, "clock__sign_due_at" if signs else "clock__delivery_due_at")
        return super().get_context(request, **kwargs)


def _ordering(request: HttpRequest, due: str) -> tuple[str, ...]:
    """What is to be done, and a day's or a truck's duties, by their deadlines; all there ever were, from the newest.

    Uses index: the primary key, for all there ever were.
    """
    asked = request.GET
    narrow = asked.get("day") or asked.get("trip") or asked.get("state") == "open"
    return (due, "id") if narrow else ("-id",)
