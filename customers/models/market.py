from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet, Region


class Competitor(models.Model):
    """Another network that our customers could ship with."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    ours = models.BooleanField(default=False, help_text="True for the one row that stands for this network itself.")
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["-ours", "name"]

    def __str__(self) -> str:
        return self.name


class CompetitorUse(models.Model):
    """What a customer does with a competitor, as somebody noted it on a day."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="competitor_uses")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="uses")
    share_percent = models.PositiveSmallIntegerField(_("share in percent"), null=True, blank=True)
    prices = models.CharField(_("prices"), max_length=200, blank=True)
    marketing = models.CharField(_("marketing"), max_length=200, blank=True)
    ties = models.CharField(_("ties"), max_length=200, blank=True)
    noted_on = models.DateField(_("noted on"))

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_percent=None) | models.Q(share_percent__lte=100),
                name="competitor_use_share_is_a_share",
            )
        ]


class MarketObservation(models.Model):
    """What one network was seen to offer in a region on a day; our own figures stand beside as ours."""

    class Kind(models.TextChoices):
        FIRST_KG_YUAN = "first_kg_yuan", _("Price of the first kilogram, yuan")
        NEXT_KG_YUAN = "next_kg_yuan", _("Price of each further kilogram, yuan")
        SHARE_PERCENT = "share_percent", _("Market share, percent")
        COVERAGE_PERCENT = "coverage_percent", _("Coverage, percent")
        COMPLAINTS_PER_MILLION = "complaints_per_million", _("Complaints a million pieces")
        RESPONSE_MINUTES = "response_minutes", _("Response time, minutes")

    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="observations")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("region"))
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by outlet")
    )
    kind = models.CharField(_("figure"), max_length=24, choices=Kind.choices)
    value = models.DecimalField(_("value"), max_digits=10, decimal_places=2)
    observed_on = models.DateField(_("observed on"))
    source = models.CharField(_("source"), max_length=200)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-observed_on", "-id"]
        indexes = [models.Index(fields=["region", "kind", "-observed_on"], name="market_newest_of_region")]
