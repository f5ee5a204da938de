from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Message
from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from customers.models.touches import Task
from outlets.models import Outlet


class DeliveryNote(models.Model):
    """That a customer's parcel was delivered: written with the scan, read and taken away by the fold."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    waybill = models.CharField(max_length=40)
    delivered_at = models.DateTimeField()


class ThankYou(models.Model):
    """What a customer hears after a day's deliveries: thanks within 24 hours, or an apology when it went wrong."""

    class Way(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        CALL = "call", _("Call")
        APOLOGY = "apology", _("Apology by a person")
        NONE = "none", _("Not this time")

    class Reason(models.TextChoices):
        RECENT = "recent", _("Thanked a short time ago")
        NO_CONSENT = "no_consent", _("No consent")
        REFUSED = "refused", _("Has refused")
        NO_ADDRESS = "no_address", _("No usable number or address")
        NOT_WANTED = "tier", _("The tier is not thanked")

    class Trouble(models.TextChoices):
        LATE = "late", _("Delivered late")
        DAMAGED = "damaged", _("Damaged")
        DISPUTED = "disputed", _("Disputed")
        COMPLAINT = "complaint", _("Complaint open")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="thanks", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day of delivery"), help_text="Of the network.")
    waybill = models.CharField(_("waybill"), max_length=40, help_text="The first that was delivered that day.")
    parcels = models.PositiveIntegerField(_("parcels"), default=1)
    delivered_at = models.DateTimeField(_("delivered at"))
    due_by = models.DateTimeField(_("thanked by"), help_text="24 hours after the first delivery.")
    first = models.BooleanField(_("first delivery"), default=False)
    trouble = models.CharField(_("trouble"), max_length=9, choices=Trouble.choices, blank=True)
    way = models.CharField(_("way"), max_length=7, choices=Way.choices)
    reason = models.CharField(_("why not"), max_length=10, choices=Reason.choices, blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    done_at = models.DateTimeField(
        _("done at"), null=True, blank=True, help_text="Accepted by the provider, or called."
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [
            models.Index(fields=["outlet", "-day", "-id"], name="thanks_of_outlet"),
            models.Index(fields=["day", "outlet"], name="thanks_by_day"),
            models.Index(fields=["due_by"], name="thanks_open", condition=Q(done_at=None) & ~Q(way="none")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "day"], name="thanks_once_a_day"),
            models.CheckConstraint(condition=Q(due_by__gt=F("delivered_at")), name="thanks_after_delivery"),
        ]


class ThanksPolicy(models.Model):
    """How often a tier is thanked after its first delivery, and by which text: one row a tier."""

    tier = models.CharField(_("tier"), max_length=1, unique=True)
    every_days = models.PositiveSmallIntegerField(_("thanked again after … days"))
    with_survey = models.BooleanField(_("asks for an opinion"), default=True)

    class Meta:
        ordering = ["tier"]
