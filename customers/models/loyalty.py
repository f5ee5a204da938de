from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class Reward(models.Model):
    """What points buy at the counter."""

    name = models.CharField(_("reward"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    points = models.PositiveIntegerField(_("points"))
    stock = models.PositiveIntegerField(_("left"), null=True, blank=True, help_text=_("Empty: as many as wanted."))
    offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["points", "id"]

    def __str__(self) -> str:
        return self.name


class LoyaltyTerms(models.Model):
    """What a tier earns, one row a tier: points a yuan of freight, and how long they hold."""

    tier = models.CharField(_("tier"), max_length=1, unique=True)
    points_a_yuan = models.DecimalField(_("points a yuan"), max_digits=5, decimal_places=2)
    months = models.PositiveSmallIntegerField(_("hold for … months"), default=12)

    class Meta:
        ordering = ["tier"]


class PointEntry(models.Model):
    """A line of the points' ledger: only ever added. What a customer has is the sum."""

    class Kind(models.TextChoices):
        EARNED = "earned", _("Earned")
        TAKEN_BACK = "taken_back", pgettext_lazy("loyalty", "Taken back")
        REDEEMED = "redeemed", _("Redeemed")
        EXPIRED = "expired", _("Expired")
        CORRECTED = "corrected", _("Corrected")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="points", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    points = models.IntegerField(_("points"))
    key = models.CharField(max_length=80, unique=True, help_text="What it is for: earned:<waybill>, once.")
    at = models.DateTimeField(_("at"))
    expires_on = models.DateField(_("hold until"), null=True, blank=True, help_text="Of earned points.")
    announced_on = models.DateField(null=True, blank=True, help_text="When their end was told.")
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="points_of_customer"),
            models.Index(fields=["outlet", "-at", "-id"], name="points_of_outlet"),
            models.Index(fields=["expires_on"], name="points_to_expire", condition=Q(kind="earned")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="corrected") | Q(kind="earned", points__gt=0) | Q(points__lt=0),
                name="points_go_the_right_way",
            )
        ]
