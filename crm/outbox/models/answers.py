from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.outbox.models.messages import Channel, Message
from outlets.access import access_of


class Receipt(models.Model):
    """What a provider told afterwards of a message that it had taken; told twice, kept once."""

    provider = models.CharField(max_length=12)
    key = models.CharField(max_length=120, help_text="What makes the report one: provider's id and state.")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts")
    delivered = models.BooleanField()
    code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(help_text="When the phone got it, as the provider says.")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "key"], name="receipt_once")]


class Reply(models.Model):
    """What somebody wrote back."""

    provider = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    address = models.CharField(_("number"), max_length=254)
    text = models.CharField(_("text"), max_length=500)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField()
    refuses = models.BooleanField(help_text="R, T, TD, N, 退订, 取消 (rule L22).")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "key"], name="reply_once")]
        indexes = [models.Index(fields=["address", "-at"], name="reply_from")]


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def visible_to(self, user: object) -> Self:
        """Addresses belong to no outlet: the list is headquarters'; a customer's page shows what concerns it."""
        return self if access_of(user).network else self.none()


class Suppression(models.Model):
    """A number or address that is not written to any more, whoever's customer it is, until its owner says otherwise."""

    class Source(models.TextChoices):
        REPLY = "reply", _("Reply to a message")
        LINK = "link", _("Refusal page")
        STAFF = "staff", _("Told to staff")
        PROVIDER = "provider", _("The provider's list")

    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    address = models.CharField(_("number or address"), max_length=254)
    purpose = models.CharField(max_length=9, blank=True, help_text="Empty: everything that is not asked for.")
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_proof = models.CharField(max_length=200, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address", "purpose"], condition=Q(ended_at=None), name="suppression_once"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("outbox:suppression", args=[self.pk])
