from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models.calls import ENDED, Call, CallQuerySet
from shipments.models.duties import DeliveryRun
from shipments.models.waybills import Piece, Waybill


class NegotiationQuerySet(CallQuerySet):
    def with_fulfilment(self) -> Self:
        """`fulfilled_at`: when the shipment was handed over, fetched or returned; None while the customer waits."""
        return self.annotate(fulfilled_at=fulfilled_at("waybill"))


def fulfilled_at(waybill: str) -> Coalesce:
    """By the runs, which know the first hand-over; of what came outside any run, the piece's own state.

    waybill   name of the outer row's column that holds the waybill
    """
    runs = DeliveryRun.objects.filter(waybill=OuterRef(waybill), dropped=False).order_by().values("waybill")
    handed_over = runs.annotate(done=Min(Coalesce("delivered_at", "signed_at"))).values("done")
    ended = Piece.objects.filter(waybill=OuterRef(waybill), kind=Piece.Kind.MASTER, state__in=ENDED)
    return Coalesce(Subquery(handed_over), Subquery(ended.values("state_at")[:1]))


class Negotiation(models.Model):
    """What was agreed with a customer about a late shipment, and the time promised anew. It moves no deadline."""

    class Partner(models.TextChoices):
        RECEIVER = "receiver", _("Receiver")
        SENDER = "sender", _("Sender")
        OTHER = "other", _("Somebody else")

    class Agreed(models.TextChoices):
        DELIVER = "deliver", _("Deliver at the promised time")
        FETCH = "fetch", _("The customer fetches it")
        ELSEWHERE = "elsewhere", _("Deliver to another place")
        RETURN = "return", _("Return to the sender")

    event_id = models.UUIDField(unique=True)
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="negotiations")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    partner = models.CharField(_("agreed with"), max_length=8, choices=Partner.choices)
    contact = models.CharField(_("name"), max_length=60, blank=True)
    call = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="negotiations", verbose_name=_("call")
    )
    agreed = models.CharField(_("what was agreed"), max_length=10, choices=Agreed.choices)
    promised_at = models.DateTimeField(_("promised for"))
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("agreed at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = NegotiationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["waybill", "-made_at", "-id"], name="negotiation_by_waybill")]
        constraints = [
            models.CheckConstraint(condition=Q(promised_at__gt=F("made_at")), name="negotiation_promises_the_future"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:shipment", args=[self.waybill.number])
