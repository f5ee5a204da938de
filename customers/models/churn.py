from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from customers.models.market import Competitor
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class ChurnCase(models.Model):
    """A customer who is going or gone, and what is done about it.

    The three steps: find the cause and apologise, take a measure, see the result. Won back: shipped again within
    60 days of the case's opening.
    """

    class Kind(models.TextChoices):
        AT_RISK = "at_risk", _("At risk")
        LOST = "lost", _("Lost")

    class State(models.TextChoices):
        OPEN = "open", _("To be asked")
        CAUSE = "cause", _("Cause known")
        MEASURE = "measure", _("Measure taken")
        WON_BACK = "won_back", _("Won back")
        GONE = "gone", _("Not won back")

    class Cause(models.TextChoices):
        PRICE = "price", _("Price")
        DELAY = "delay", _("Delays")
        DAMAGE = "damage", _("Damage or loss")
        SERVICE = "service", _("Service")
        COMPETITOR = "competitor", _("Competitor's offer")
        SEASON = "season", _("Season")
        CLOSED = "closed", _("Moved or closed")
        OTHER = "other", _("Other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="churn_cases", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(_("tier"), max_length=1)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    rule = models.CharField(max_length=20, help_text="Code of customers.rules.churn.")
    inputs = models.JSONField(help_text="What the rule saw: days, parcels, gap.")
    value_yuan = models.DecimalField(
        _("value a month in yuan"), max_digits=12, decimal_places=2, help_text="Freight a month before it went quiet."
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause.choices, blank=True)
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True, help_text="Without: it stands on the list.")
    closed_at = models.DateTimeField(null=True, blank=True)
    shipped_again_on = models.DateField(_("shipped again on"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["outlet", "kind", "-id"], name="churn_open_of_outlet", condition=Q(closed_at=None)),
            models.Index(fields=["customer", "-id"], name="churn_newest_of_customer"),
            models.Index(fields=["outlet", "-closed_at"], name="churn_closed_of_outlet"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(closed_at=None), name="churn_one_open_case_per_customer"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["won_back", "gone"], closed_at__isnull=False)
                | (~Q(state__in=["won_back", "gone"]) & Q(closed_at=None)),
                name="churn_closed_at_its_end",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:churn_case", args=[self.pk])


class ChurnStep(models.Model):
    """What somebody found out or did about a case; never edited."""

    case = models.ForeignKey(ChurnCase, on_delete=models.CASCADE, related_name="steps")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=ChurnCase.State.choices)
    text = models.CharField(_("text"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
