from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from outlets.access import access_of
from outlets.models import Outlet
from shipments.models.duties import DutyQuerySet


class RadarHit(models.Model):
    """A pattern of scans that a person should look at; nobody is ever fined by it (疑似虚假).

    subject   what makes the pattern: a waybill's number, a login or operator; with pattern, outlet and day the key
    facts     what was seen: counts, instants, numbers of waybills
    """

    class Pattern(models.TextChoices):
        UNDELIVERED = "undelivered", _("Signed without a delivery scan")
        BULK = "bulk", _("Many signed within a minute")
        APART = "apart", _("Signed far from the courier's other scans")
        COMPLAINED = "complained", _("Signed, and complained of within a day")
        TWO_PLACES = "two_places", _("One account scans in two places")

    pattern = models.CharField(_("pattern"), max_length=12, choices=Pattern.choices)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    subject = models.CharField(_("subject"), max_length=80)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField(_("found at"))
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.CharField(_("finding"), max_length=10, blank=True, help_text="harmless, unclear or grave.")
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [
            models.Index(fields=["-day", "-id"], name="radarhit_open", condition=Q(looked_at=None)),
        ]
        constraints = [models.UniqueConstraint(fields=["pattern", "outlet", "day", "subject"], name="radarhit_once")]

    def get_absolute_url(self) -> str:
        return reverse("quality:radar_hit", args=[self.pk])


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all, managers their outlets' and its people's, everybody their own."""
        access = access_of(user)
        if access.network:
            return self
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        return self.filter(Q(person=getattr(user, "pk", None)) | Q(outlet__in=managed))

    def of_outlets(self) -> Self:
        return self.filter(person=None)

    def with_rank(self) -> Self:
        """`rank` among the month's ranked ones of the same kind, all over the network. Uses score_by_month."""
        better = Score.objects.filter(month=OuterRef("month"), ranked=True, points__gt=OuterRef("points"))
        better = better.annotate(whole=Q(person=None)).filter(whole=OuterRef("whole"))
        count = better.order_by().values("month").annotate(count=Count("pk")).values("count")
        return self.annotate(whole=Q(person=None)).annotate(rank=Coalesce(Subquery(count), 0) + 1)


class Score(models.Model):
    """The month's performance of an outlet, or of one of its couriers, line by line (绩效).

    lines    [{"code", "value", "of", "weight", "points"}] of the published formula in their order
    vetoed   the grave violation that caps the grade, or ""
    ranked   False below the formula's smallest volume
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="scores", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="scores"
    )
    month = models.DateField(_("month"), help_text="Its first day.")
    edition = models.ForeignKey("shipments.RuleEdition", on_delete=models.PROTECT, related_name="+")
    volume = models.PositiveIntegerField(_("volume"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    grade = models.CharField(_("grade"), max_length=2)
    vetoed = models.CharField(max_length=20, blank=True)
    ranked = models.BooleanField(default=True)
    lines = models.JSONField(default=list)
    computed_at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-points", "id"]
        indexes = [models.Index(fields=["month", "-points"], name="score_by_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "person", "month"], nulls_distinct=False, name="score_once_per_month"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:score", args=[self.pk])
