"""Late shipments and those about to be, with the customer who waits: the best customer first, then the latest."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.figures import Badge
from crm.shared.masking import mask_name
from crm.shared.tables import Column, Table
from shipments.models import DeliveryRun, Negotiation, Piece, ScanKind
from shipments.rules.negotiations import promise_state
from shipments.tables.negotiations import PROMISE_BADGES

#: What is due within this span is about to be late.
NEAR = timedelta(hours=1)
#: Older runs were charged and settled long ago. Headquarters look at the whole network, so less far back.
BACK, BACK_NETWORK = timedelta(days=15), timedelta(days=3)
TIERS = ("A", "B", "C")


def delayed(runs: QuerySet[DeliveryRun], *, at: datetime, back: timedelta) -> QuerySet[DeliveryRun]:
    """Runs still to deliver whose time or promise is past or near, lifted ones too: the customer waits.

    Each with `due_at`, `tier` ("" without one), `tier_rank` (0 for A to 3) and the newest promise:
    `promised_at`, None without one. Uses clock_by_outlet_day, run_by_clock, negotiation_by_waybill.
    """
    newest = Negotiation.objects.filter(waybill=OuterRef("waybill")).order_by("-made_at", "-id")
    since = timezone.localdate(at) - back
    open_ = runs.filter(delivers=True, dropped=False, delivered_at=None, signed_at=None, clock__day__gte=since)
    due = Q(Q(clock__started=True) | Q(out_at__isnull=False), clock__delivery_due_at__lte=at + NEAR)
    promised = Negotiation.objects.filter(waybill=OuterRef("waybill"), promised_at__lte=at + NEAR)
    returned = Piece.objects.filter(waybill=OuterRef("waybill"), kind=Piece.Kind.MASTER, state=ScanKind.RETURNED)
    late = open_.filter(due | Exists(promised)).exclude(Exists(returned))
    ranks = [When(waybill__customer__standing__tier=tier, then=Value(rank)) for rank, tier in enumerate(TIERS)]
    return late.annotate(
        due_at=F("clock__delivery_due_at"),
        tier=Coalesce("waybill__customer__standing__tier", Value(""), output_field=CharField()),
        tier_rank=Case(*ranks, default=Value(len(TIERS)), output_field=IntegerField()),
        promised_at=Subquery(newest.values("promised_at")[:1]),
    )


def _promise(run: Any) -> Badge | None:
    if run.promised_at is None:
        return None
    return PROMISE_BADGES[promise_state(run.promised_at, None, at=timezone.now())]


class DelayTable(Table[DeliveryRun]):
    columns = (
        Column(_("Waybill"), "waybill.number", link=True, cell="parts/_code.html"),
        Column(_("Tier"), "tier", cell="parts/_badge.html"),
        Column(_("Delivery due"), "due_at", cell="parts/_deadline.html"),
        Column(_("Customer"), "waybill.sender_name", cell="shipments/_customer.html"),
        Column(_("Receiver"), "waybill.receiver_name", show=mask_name),
        Column(_("Outlet"), "outlet.name", quiet=True),
        Column(_("Promised for"), "", show=_promise, cell="shipments/_promised.html"),
        Column("", "", cell="shipments/_delay_acts.html"),
    )

    def row_url(self, row: DeliveryRun) -> str:
        return row.waybill.get_absolute_url()
