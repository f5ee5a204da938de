from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models import Call, ProblemRecord
from shipments.models.duties import DutyQuerySet


class Verdict(models.TextChoices):
    """What a person says of a problem piece (通过 / 虚假 / 不合规)."""

    PASS = "pass", _("Pass")
    FALSE = "false", _("False")
    IMPROPER = "improper", _("Improper")


class ProblemReview(models.Model):
    """A problem record that a person has to judge, since no rule may: its verdict, once and for all.

    why                  "remark", "time", "spot" or "radar": what brought it here
    ruling               of an improper one, what it is: a `problem_ruling.Ruling`
    call                 the last call-back to the receiver; a verdict "false" cannot be without one
    delay_established    of a false one, whether the delivery was late already when it was judged
    """

    problem = models.OneToOneField(ProblemRecord, on_delete=models.CASCADE, related_name="review")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=8)
    asked_at = models.DateTimeField(_("asked at"))
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices, blank=True)
    ruling = models.CharField(max_length=5, blank=True, default="", db_default="")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    delay_established = models.BooleanField(default=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="review_waiting", condition=Q(verdict="")),
            models.Index(fields=["outlet", "-id"], name="review_by_outlet"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="") | Q(judged_by__isnull=False, judged_at__isnull=False),
                name="review_verdict_has_its_judge",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="false") | Q(call__isnull=False), name="review_false_is_proved_by_a_call"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:review", args=[self.pk])


class SpotCheck(models.Model):
    """A random sample of problem pieces or waybills, drawn by a recorded seed: the same seed draws the same rows.

    criteria      the filters as the address of the list had them
    population    how many rows the filters left when it was drawn
    last_key      the highest key of any row then: what came later was not among them
    """

    class Subject(models.TextChoices):
        PROBLEM = "problem", _("Problem pieces")
        WAYBILL = "waybill", _("Waybills")

    subject = models.CharField(_("subject"), max_length=8, choices=Subject.choices)
    title = models.CharField(_("title"), max_length=120)
    criteria = models.JSONField(default=dict)
    seed = models.BigIntegerField(_("seed"))
    population = models.PositiveIntegerField(_("population"))
    last_key = models.BigIntegerField(default=0, db_default=0)
    size = models.PositiveIntegerField(_("sample"))
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("drawn at"))

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quality:spot_check", args=[self.pk])


class SpotCheckItem(models.Model):
    """One row of a sample, worked off by an inspector."""

    check_of = models.ForeignKey(SpotCheck, on_delete=models.CASCADE, related_name="items", db_index=False)
    place = models.PositiveIntegerField(help_text="In the order of drawing.")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    waybill = models.ForeignKey("shipments.Waybill", on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(ProblemRecord, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices, blank=True)
    finding = models.CharField(_("finding"), max_length=500, blank=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["check_of", "place"]
        constraints = [models.UniqueConstraint(fields=["check_of", "place"], name="spotcheckitem_once_per_place")]

    def get_absolute_url(self) -> str:
        return reverse("quality:spot_item", args=[self.pk])


class WeightCheck(models.Model):
    """A piece weighed again at a hub or outlet, beside what its waybill declares (重量不符)."""

    waybill = models.ForeignKey("shipments.Waybill", on_delete=models.CASCADE, related_name="weight_checks")
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="Where it was collected."
    )
    declared_kg = models.DecimalField(_("declared"), max_digits=8, decimal_places=3)
    weighed_kg = models.DecimalField(_("weighed"), max_digits=8, decimal_places=3)
    tolerance_kg = models.DecimalField(_("tolerance"), max_digits=8, decimal_places=3)
    mismatch = models.BooleanField(_("mismatch"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("weighed at"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["outlet", "-id"], name="weightcheck_by_outlet")]
