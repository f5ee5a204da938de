from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class Tier(models.TextChoices):
    A = "A", _("A customer")
    B = "B", _("B customer")
    C = "C", _("C customer")


class CustomerTier(models.Model):
    """How much a customer counts now: A sends most and steadily, B much but unsteadily, C is everybody else.

    `tier` is what everybody reads; it is an override's while one is in force, else `computed`.
    `leaning` is where the last evaluation would have moved it, which takes a second one that agrees.
    """

    Tier = Tier

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="standing")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices)
    since = models.DateField(_("since"))
    computed = models.CharField(max_length=1, choices=Tier.choices)
    provisional = models.BooleanField(_("provisional"), default=False)
    leaning = models.CharField(max_length=1, choices=Tier.choices, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["outlet", "tier", "customer"], name="customer_tier_of_outlet")]
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=["A", "B", "C"]), name="customer_tier_is_known"),
        ]

    def __str__(self) -> str:
        return self.tier

    def get_absolute_url(self) -> str:
        return reverse("customers:tier", args=[self.customer_id])


class TierOverride(models.Model):
    """A tier given by persons: one asks, another approves, and it ends on its day."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tier_overrides")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices)
    reason = models.CharField(_("reason"), max_length=200)
    expires_on = models.DateField(_("until"), help_text="The last day on which it counts.")
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it expired, was lifted or was refused.")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["expires_on"], name="tier_override_in_force", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_at=None), name="tier_override_one_per_customer"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="tier_override_by_two"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:tier", args=[self.customer_id])


class TierEvaluation(models.Model):
    """A month's evaluation of all customers, by one edition of the thresholds: done once."""

    month = models.DateField(unique=True, help_text="The first day of the month it was done for.")
    thresholds = models.PositiveIntegerField(help_text="Number of the edition; 0: as shipped.")
    data = models.JSONField(help_text="The thresholds themselves.")
    first_week = models.DateField()
    last_week = models.DateField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    customers = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-month"]


class TierVerdict(models.Model):
    """What an evaluation found about one customer: the inputs, what they indicate, and what it became."""

    pk = models.CompositePrimaryKey("evaluation_id", "customer_id")
    evaluation = models.ForeignKey(TierEvaluation, on_delete=models.CASCADE, related_name="verdicts", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tier_verdicts", db_constraint=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    parcels = models.IntegerField()
    yuan = models.DecimalField(max_digits=14, decimal_places=2)
    weeks_known = models.SmallIntegerField()
    mean = models.FloatField(help_text="Parcels a week of six working days.")
    excess_cv = models.FloatField(null=True)
    zero_share = models.FloatField()
    before = models.FloatField(help_text="Share of the volume held by larger customers.")
    rank = models.IntegerField()
    outlet_rank = models.IntegerField()
    was = models.CharField(max_length=1, blank=True)
    indicated = models.CharField(max_length=1, choices=Tier.choices)
    tier = models.CharField(max_length=1, choices=Tier.choices)
    provisional = models.BooleanField()

    objects = OwnedQuerySet.as_manager()


class ServiceLevel(models.Model):
    """What a tier's customers are promised: one row a tier, read by callbacks, churn, care and complaints."""

    class ThanksChannel(models.TextChoices):
        CALL = "call", _("Call")
        SMS = "sms", _("SMS")
        NONE = "none", _("None")

    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices, unique=True)
    callback_days = models.PositiveSmallIntegerField(_("a callback every … days"), null=True, blank=True)
    win_back_days = models.PositiveSmallIntegerField(_("a lost one is called within … days"), null=True, blank=True)
    response_minutes = models.PositiveIntegerField(_("a complaint is answered within … minutes"))
    solution_hours = models.PositiveIntegerField(_("a complaint is solved within … hours"))
    thanks = models.CharField(_("thank-you by"), max_length=4, choices=ThanksChannel.choices)
    greeting = models.CharField(_("greetings by"), max_length=4, choices=ThanksChannel.choices)
    report_months = models.PositiveSmallIntegerField(_("a report every … months"), null=True, blank=True)

    class Meta:
        ordering = ["tier"]
