from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Outlet
from shipments.models.waybills import Piece, Waybill


class TwoEndsQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """The outlet that delivers and the one that sent both see how far it is."""
        access = access_of(user)
        if access.network:
            return self
        return self.filter(Q(destination_id__in=access.outlet_ids) | Q(origin_id__in=access.outlet_ids))

    def overdue(self, at: object) -> Self:
        return self.filter(open=True, next_due_at__lt=at)

    def remitted_late(self) -> Self:
        return self.filter(remitted_at__gt=F("remit_due_at"))


class FollowedUp(models.Model):
    """Something that is followed until it has come back to the sender.

    next_due_at is when the next step is due by the terms of the price table; of what is closed, when it closed.
    """

    origin = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("origin outlet"))
    destination = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("destination outlet")
    )
    open = models.BooleanField(default=True)
    next_due_at = models.DateTimeField(_("due"))

    objects = TwoEndsQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["next_due_at", "id"]


class CashOnDelivery(FollowedUp):
    """Cash on delivery (代收货款): collected from the receiver, handed in, paid to the sender."""

    class State(models.TextChoices):
        DUE = "due", _("To be collected")
        COLLECTED = "collected", _("Collected")
        REMITTED = "remitted", _("Handed in")
        SETTLED = "settled", _("Paid to the sender")
        CANCELLED = "cancelled", _("Returned, nothing due")

    class Method(models.TextChoices):
        CASH = "cash", _("Cash")
        WECHAT = "wechat", _("WeChat Pay")
        ALIPAY = "alipay", _("Alipay")
        TRANSFER = "transfer", _("Bank transfer")
        SIGNED = "signed", _("At the signature")

    waybill = models.OneToOneField(Waybill, on_delete=models.CASCADE, related_name="cod")
    yuan = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    method = models.CharField(_("method"), max_length=10, choices=Method.choices, blank=True)
    collected_at = models.DateTimeField(_("collected at"), null=True, blank=True)
    remit_due_at = models.DateTimeField(_("to be handed in by"), null=True, blank=True)
    remitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who took the last step by hand.",
    )  # fmt: skip

    class Meta(FollowedUp.Meta):
        indexes = [
            models.Index(fields=["destination", "next_due_at"], name="cod_open_at_goal", condition=Q(open=True)),
            models.Index(fields=["origin", "next_due_at"], name="cod_open_at_origin", condition=Q(open=True)),
            models.Index(fields=["next_due_at", "id"], name="cod_by_due"),
        ]

    def get_absolute_url(self) -> str:
        return self.waybill.get_absolute_url()

    @property
    def remitted_late(self) -> bool:
        return bool(self.remitted_at and self.remit_due_at and self.remitted_at > self.remit_due_at)


class ReturnReceipt(FollowedUp):
    """A signed paper (签回单) on its way back: signed for, home again by its own scans, handed to the sender."""

    class State(models.TextChoices):
        DUE = "due", _("With the shipment")
        SIGNED = "signed", _("Signed, to be sent back")
        BACK = "back", _("Back at the origin")
        HANDED = "handed", _("Handed to the sender")
        CANCELLED = "cancelled", _("Shipment returned")

    piece = models.OneToOneField(Piece, on_delete=models.CASCADE, related_name="receipt")
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="receipts")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    back_due_at = models.DateTimeField(_("to be back by"), null=True, blank=True)
    back_at = models.DateTimeField(_("back at"), null=True, blank=True)
    handed_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who took the last step by hand.",
    )  # fmt: skip

    class Meta(FollowedUp.Meta):
        indexes = [
            models.Index(
                fields=["destination", "next_due_at"], name="receipt_open_at_destination", condition=Q(open=True)
            ),
            models.Index(fields=["origin", "next_due_at"], name="receipt_open_at_origin", condition=Q(open=True)),
            models.Index(fields=["next_due_at", "id"], name="receipt_by_due"),
        ]

    def get_absolute_url(self) -> str:
        return self.waybill.get_absolute_url()
