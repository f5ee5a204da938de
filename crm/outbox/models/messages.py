import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outlets.access import access_of
from outlets.models import Outlet


class Channel(models.TextChoices):
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


class Purpose(models.TextChoices):
    """A notice tells of one's own shipment; a promotion (greetings, offers) needs consent, has its hours and caps."""

    NOTICE = "notice", pgettext_lazy("message", "Notice")
    PROMOTION = "promotion", _("Greeting or offer")


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: object) -> Self:
        """They cross outlets: headquarters'."""
        return self if access_of(user).network else self.none()


class Batch(models.Model):
    """Messages that were decided on together: they can be stopped together, and cost what they cost together."""

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=80, unique=True, help_text="What made it: pressed twice, it is one batch.")
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    moving = models.BooleanField(default=False, help_text="Its messages are being set aside, or brought back.")

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outbox:batch", args=[self.pk])


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all, staff and partner keys what their outlets' customers were sent."""
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)

    def due(self, at: object) -> Self:
        """Uses index message_due."""
        return self.filter(state=Message.State.PENDING, due_at__lte=at)

    def for_a_person(self) -> Self:
        """What no machine may go on with. Uses index message_for_a_person."""
        return self.filter(state__in=[Message.State.UNKNOWN, Message.State.DEAD], settled_at=None)


class Message(models.Model):
    """One text to one address, at most once.

    pending → claimed (lease) → submitting (attempt committed before the provider is asked) → accepted → delivered |
    failed | unreceipted; or skipped (reason), dead (refused for good or too often), unknown (nobody knows whether the
    provider took it: never sent again by a machine).
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waits")
        CLAIMED = "claimed", _("Taken up")
        SUBMITTING = "submitting", _("Being handed over")
        ACCEPTED = "accepted", _("Accepted by the provider")
        DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
        FAILED = "failed", _("Not delivered")
        UNRECEIPTED = "unreceipted", _("Accepted, no receipt")
        UNKNOWN = "unknown", _("Result unknown, not sent again")
        DEAD = "dead", _("Given up")
        SKIPPED = "skipped", _("Not sent")

    class Skipped(models.TextChoices):
        """Why a message was not sent after all, told at the moment of sending."""

        OPTED_OUT = "opted_out", _("Refused by the customer")
        NO_CONSENT = "no_consent", _("No consent")
        CAPPED = "capped", _("Enough messages already")
        LATE = "late", _("Too late to make sense")
        STOPPED = "stopped", _("Stopped by a person")
        HELD = "held", _("Held: trouble is open")
        NO_ADDRESS = "no_address", _("No usable number or address")
        DROPPED = "dropped", _("Dropped by a person")

    key = models.CharField(max_length=120, unique=True, help_text="Business key: the same matter is written once.")
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose.choices)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=40, help_text="Whom it concerns, as in the audit trail: customer:42.")
    address = models.CharField(_("number or address"), max_length=254)
    template = models.ForeignKey("outbox.Template", on_delete=models.PROTECT, related_name="+", db_index=False)
    values = models.JSONField(default=dict, help_text="The template's variables: name → text.")
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="messages", db_index=False
    )
    due_at = models.DateTimeField(_("due at"), help_text="Not before; quiet hours may make it later.")
    expires_at = models.DateTimeField(_("not after"))
    created_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.PENDING)
    skipped = models.CharField(_("not sent because"), max_length=10, choices=Skipped.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lost_leases = models.PositiveSmallIntegerField(
        db_default=0, default=0, help_text="Workers that died, or broke down, before they had handed it over."
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True, help_text="Of the worker that holds it.")
    segments = models.PositiveSmallIntegerField(_("segments"), default=0)
    cost_yuan = models.DecimalField(_("cost"), max_digits=8, decimal_places=3, default=0)
    provider = models.CharField(max_length=12, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(_("handed over at"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Delivered, failed, given up, skipped.")
    error = models.CharField(_("what the provider said"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When a person decided an unknown or dead one.")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    settled_as = models.CharField(max_length=12, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="message_due", condition=Q(state="pending")),
            models.Index(
                fields=["due_at", "id"], name="message_due_alone", condition=Q(state="pending", lost_leases__gt=0)
            ),
            models.Index(
                fields=["lease_until"], name="message_leased", condition=Q(state__in=["claimed", "submitting"])
            ),
            models.Index(fields=["submitted_at"], name="message_waits_for_receipt", condition=Q(state="accepted")),
            models.Index(
                fields=["-id"],
                name="message_for_a_person",
                condition=Q(state__in=["unknown", "dead"], settled_at=None),
            ),
            models.Index(fields=["outlet", "-id"], name="message_of_outlet"),
            models.Index(fields=["subject", "-id"], name="message_of_subject"),
            models.Index(fields=["batch", "state"], name="message_of_batch", condition=~Q(batch=None)),
            models.Index(fields=["provider", "provider_id"], name="message_at_provider", condition=~Q(provider_id="")),
            models.Index(fields=["address", "-submitted_at"], name="message_to_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="skipped") | ~Q(skipped=""), name="message_skipped_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "submitting"]) | Q(lease__isnull=False, lease_until__isnull=False),
                name="message_taken_up_has_a_lease",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("due_at")), name="message_has_time"),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("outbox:message", args=[self.pk])


class Attempt(models.Model):
    """One time a provider was asked, written before it was asked. Kept as long as the law wants (rule L20)."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Certainly not taken")
        UNKNOWN = "unknown", _("Unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="tries")
    provider = models.CharField(max_length=12)
    address = models.CharField(max_length=254)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, help_text="Empty: under way.")
    answered_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at"]
