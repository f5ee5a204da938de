from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Outlet
from shipments.models import RuleEdition
from shipments.quality.models.violations import Violation


class Simulation(models.Model):
    """An edition tried on business days gone by: what it would have fined, beside what was fined.

    data    the edition as it was when somebody asked: a draft may change meanwhile
    done    days counted so far; a run that dies goes on there
    """

    edition = models.ForeignKey(RuleEdition, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField()
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    done = models.PositiveIntegerField(default=0)
    duties = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="simulation_running", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="simulation_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.since}–{self.until}"

    def get_absolute_url(self) -> str:
        return reverse("quality:simulation_result", args=[self.pk])

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def stale(self) -> bool:
        """Whether the draft has changed since; its day alone is no change."""
        return {**self.data, "starts_on": ""} != {**self.edition.data, "starts_on": ""}

    @property
    def next_day(self) -> date:
        return self.since + timedelta(days=self.done)


class SimulatedFines(models.Model):
    """Fines of one outlet, day and charge that are alike: by this rule in truth, by that one in the simulation.

    was_rule, rule    empty: no fine
    was_yuan, yuan    of all of them together; NULL where no rate is set
    """

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="lines", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    charge = models.CharField(max_length=8, choices=Violation.Charge.choices)
    was_rule = models.CharField(max_length=6, blank=True)
    rule = models.CharField(max_length=6, blank=True)
    count = models.PositiveIntegerField()
    was_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["simulation", "day"], name="simulatedfines_by_day")]
